package dev.onionyard.container;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Makes up names for containers whose owner gave none: `crisp_shallot`.
final class NameMaker {

    private static final int TRIES = 6;

    private static final List<String> ADJECTIVES = words("""
            amber ample autumn balmy bitter bold brave breezy bright brisk calm candid charred cheerful clever
            cosy crisp curious dewy eager early earthy fertile fond fragrant fresh frosty gentle glad glossy
            golden green hardy hearty humble jolly juicy keen kind late leafy lively loyal lucid lush mellow
            merry mild misty modest nimble noble patient peppery plucky proud pungent purple quick quiet rapid
            ripe robust round ruby rustic savoury sharp silken silver smoky snug spicy spry steady stout sturdy
            sunny supple sweet tangy tender tidy toasted twirly vivid warm wild wise witty young zesty
            """);

    private static final List<String> NOUNS = words("""
            acorn almond anise apple arugula barley basil bean beet berry borage bulb cabbage caraway cardoon
            carrot cedar celery chard chervil chestnut chicory chive clove clover cress cumin daikon dill elder
            endive fennel fern fig garlic ginger gourd hazel hop juniper kale laurel leek lemon lentil lettuce
            linden lovage maple marrow mint mustard nettle nutmeg oat okra olive onion orchid oregano parsley
            parsnip pea pear pepper plum poppy pumpkin quince radish ramson reed rhubarb rosemary rye saffron
            sage salsify savory scallion sesame shallot sorrel spinach sprout squash tarragon thistle thyme
            tomato turnip vetch walnut willow yarrow yam
            """);

    private final RandomGenerator random;

    NameMaker(RandomGenerator random) {
        this.random = random;
    }

    /// A name that `taken` does not know.
    String make(Predicate<String> taken) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            String name = pick(ADJECTIVES) + "_" + pick(NOUNS);
            if (!taken.test(name)) {
                return name;
            }
        }
        for (int number = 2; ; number++) {
            String name = pick(ADJECTIVES) + "_" + pick(NOUNS) + number;
            if (!taken.test(name)) {
                return name;
            }
        }
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
