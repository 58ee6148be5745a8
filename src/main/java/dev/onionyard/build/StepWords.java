package dev.onionyard.build;

import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.error.InvalidInputException;
import java.util.List;

/// Replaces variables in the words of one instruction; failures show its line.
record StepWords(BuildRun build, BuildArguments arguments, ImageDraft image, Instruction instruction) {

    String expand(String word) {
        try {
            return build.expansion().expand(word, arguments.over(image.process().env));
        } catch (InvalidInputException e) {
            throw build.file().error(instruction.source(), word, String.valueOf(e.getMessage()), "");
        }
    }

    List<String> expandAll(List<String> words) {
        return words.stream().map(this::expand).toList();
    }

    /// Values with blanks become several words.
    List<String> expandWords(List<String> words) {
        try {
            return words.stream()
                    .flatMap(word -> build.expansion().expandWords(word, arguments.over(image.process().env)).stream())
                    .toList();
        } catch (InvalidInputException e) {
            throw build.file().error(instruction.source(), "", String.valueOf(e.getMessage()), "");
        }
    }

    String expandText(String text) {
        return build.expansion().expandText(text, arguments.over(image.process().env));
    }

    InvalidInputException refused(String word, String message, String expected) {
        return build.file().error(instruction.source(), word, message, expected);
    }
}
