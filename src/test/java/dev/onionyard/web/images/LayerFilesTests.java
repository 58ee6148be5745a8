package dev.onionyard.web.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.layer.LayerTrees.Node;
import dev.onionyard.layer.LayerTrees.Sign;
import dev.onionyard.web.images.LayerFiles.View;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerFilesTests {

    private final FakeTrees trees = new FakeTrees()
            .file("a.txt", Sign.UNCHANGED, 1)
            .folder("etc", Sign.UNCHANGED)
            .file("etc/hosts", Sign.ADDED, 20)
            .changed("etc/passwd", 900, 950)
            .folder("opt", Sign.ADDED)
            .file("opt/Etcetera", Sign.ADDED, 5);
    private final LayerFiles files = new LayerFiles(trees);
    private final LayerStack stack = LayerStack.upTo(
            SampleOnion.named("a:1")
                    .layer("FROM scratch", 10)
                    .setting("ENV A=1")
                    .layer("COPY . /", 5)
                    .onion(),
            2);

    @Test
    void showsFoldersFirst() {
        assertThat(paths(files.children(stack, View.MERGED, ""))).containsExactly("etc", "opt", "a.txt");
    }

    @Test
    void filtersPathsInAllFoldersWhateverTheCase() {
        assertThat(paths(files.matching(stack, View.MERGED, "ETC")))
                .containsExactly("etc", "etc/hosts", "etc/passwd", "opt/Etcetera");
    }

    @Test
    void leavesFoldersOutOfTheFilterThatOnlyLeadToAChange() {
        assertThat(paths(files.matching(stack, View.CHANGED, "etc")))
                .containsExactly("etc/hosts", "etc/passwd", "opt/Etcetera");
    }

    @Test
    void namesTheStepOfALayerNotItsPosition() {
        assertThat(stack.ids()).hasSize(2);
        assertThat(stack.stepNumber(0)).isEqualTo(1);
        assertThat(stack.stepNumber(1)).isEqualTo(3);
    }

    @Test
    void pagesLongFolders() {
        var page = FileTreeJson.page(files.children(stack, View.MERGED, ""), 1, 1, stack::stepNumber);

        assertThat(page.nodes()).extracting(FileTreeJson.Line::path).containsExactly("opt");
        assertThat(page.offset()).isEqualTo(1);
        assertThat(page.total()).isEqualTo(3);
        assertThat(FileTreeJson.page(List.of(), 7, 500, stack::stepNumber).nodes())
                .isEmpty();
    }

    @Test
    void refusesAStepThatTheImageDoesNotHave() {
        var onion = SampleOnion.named("a:1").layer("FROM scratch", 10).onion();

        assertThatThrownBy(() -> LayerStack.upTo(onion, 1))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("step 2");
        assertThatThrownBy(() -> LayerStack.upTo(onion, -1)).isInstanceOf(NotFoundException.class);
    }

    private static List<String> paths(List<Node> nodes) {
        return nodes.stream().map(node -> node.entry().path()).toList();
    }
}
