package dev.onionyard.web.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.cookie;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.onionyard.account.Role;
import dev.onionyard.image.Image;
import dev.onionyard.image.ImageQuery;
import dev.onionyard.layer.LayerTrees.Hidden.Reason;
import dev.onionyard.layer.LayerTrees.Sign;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.web.SignedInUser;
import jakarta.servlet.http.Cookie;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@WebMvcTest
class ImagePagesTests {

    private static final long MIB = 1 << 20;

    /// The image pages in the frame of all pages. Nested, so that no other test finds these fakes.
    @Configuration
    @ComponentScan(
            basePackages = "dev.onionyard.web",
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = {
                                "dev\\.onionyard\\.web\\.(?!images\\.|files\\.UploadOutcomes)[a-z]+\\..*",
                                ".*Tests.*"
                            }))
    static class Pages extends ImagePagesContext {}

    private final MockMvc web;
    private final FakeYard yard;
    private final FakeArchives archives;
    private final FakeJobs jobs;

    private Image debian;
    private Image tomcat;

    @Autowired
    ImagePagesTests(MockMvc web, FakeYard yard, FakeArchives archives, FakeJobs jobs) {
        this.web = web;
        this.yard = yard;
        this.archives = archives;
        this.jobs = jobs;
        this.debian = debian();
        this.tomcat = tomcat();
    }

    @BeforeEach
    void fillTheYard() {
        yard.clear();
        jobs.ran.clear();
        debian = debian();
        tomcat = tomcat();
    }

    private Image debian() {
        return yard.add(SampleOnion.named("debian:bookworm").layer("ADD rootfs.tar /", 80 * MIB));
    }

    private Image tomcat() {
        return yard.add(SampleOnion.named("lxl/tomcat02:1.0", "localhost:5000/a/tomcat:2")
                .shared("ADD rootfs.tar /", 80 * MIB, 1)
                .setting("ENV CATALINA_HOME=/usr/local/tomcat")
                .layer("COPY tomcat /usr/local/tomcat", 15 * MIB, 0, "lxl", "without docs")
                .runs(List.of(), List.of("catalina.sh", "run"), List.of("A=b c"), Map.of())
                .hides("usr/share/doc/x", 5 * MIB, 0, 1, Reason.DELETED));
    }

    // The list

    @Test
    void listsImagesWithNamesSizesAndLinks() throws Exception {
        web.perform(get("/images").with(viewer()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("href=\"/images/" + tomcat.id() + "\"")))
                .andExpect(content().string(containsString("localhost:5000/a/tomcat:2")))
                .andExpect(content().string(containsString("95 MiB")));
    }

    @Test
    void asksTheStoreToPageSortAndSearch() throws Exception {
        web.perform(get("/images?text= tom &sort=SIZE&descending=false&page=2&size=10")
                        .with(viewer()))
                .andExpect(status().isOk());

        assertThat(yard.asked).containsExactly(new ImageQuery("tom", ImageQuery.Sort.SIZE, false, 2, 10));
    }

    @Test
    void takesAbsurdPagesAsTheNearestPossible() throws Exception {
        web.perform(get("/images?page=-3&size=100000").with(viewer())).andExpect(status().isOk());

        assertThat(yard.asked).containsExactly(new ImageQuery("", ImageQuery.Sort.CREATED, true, 0, 200));
    }

    @Test
    void tellsANewcomerWhatToDo() throws Exception {
        yard.clear();

        web.perform(get("/images").with(operator()))
                .andExpect(content().string(containsString("No images yet")))
                .andExpect(content().string(containsString("/backups#restore")));
    }

    @Test
    void speaksChinese() throws Exception {
        web.perform(get("/images").with(viewer()).header("Accept-Language", "zh-CN,zh;q=0.9"))
                .andExpect(content().string(containsString("宿主机内核")));
        web.perform(get("/images/" + tomcat.id()).with(viewer()).header("Accept-Language", "zh-CN"))
                .andExpect(content().string(containsString("第 3 步，共 3 步")));
    }

    // One image

    @Test
    void findsAnImageByIdShortIdAndNamesWithSlashes() throws Exception {
        for (String name : List.of(
                tomcat.id().toString(),
                tomcat.id().shortForm(),
                "lxl/tomcat02:1.0",
                "lxl/tomcat02",
                "localhost:5000/a/tomcat:2")) {
            web.perform(get("/images/" + name).with(viewer()))
                    .andExpect(status().isOk())
                    .andExpect(content().string(containsString("COPY")));
        }
    }

    @Test
    void saysThatAnUnknownImageIsNotHere() throws Exception {
        web.perform(get("/images/no/such:image").with(viewer()).accept("text/html"))
                .andExpect(status().isNotFound())
                .andExpect(content().string(containsString("No such image: no/such:image")));
    }

    @Test
    void drawsARingForEachStep() throws Exception {
        String page = page("/images/" + tomcat.id(), viewer());

        assertThat(page)
                .contains("data-ring=\"0\"", "data-ring=\"1\"", "data-ring=\"2\"")
                .doesNotContain("data-ring=\"3\"");
        assertThat(page).contains("aria-label=\"Step 1 of 3. ADD rootfs.tar /. 80 MiB, shared with 1 other image");
        assertThat(page)
                .contains("aria-label=\"Step 2 of 3. ENV CATALINA_HOME=/usr/local/tomcat. changes settings only");
        assertThat(page)
                .contains("aria-label=\"Step 3 of 3. COPY tomcat /usr/local/tomcat. 15 MiB. lxl · without docs");
        assertThat(page).contains(System.getProperty("os.version"));
    }

    @Test
    void showsStepsWithoutTime() throws Exception {
        Image undated =
                yard.add(SampleOnion.named("undated:1").layer("ADD a /", MIB).undated("CMD sh"));

        assertThat(page("/images/" + undated.id(), viewer())).contains("Step 2 of 2</h2>", "CMD");
    }

    @Test
    void showsTheStepThatTheAddressNames() throws Exception {
        assertThat(page("/images/" + tomcat.id() + "?step=0", viewer()))
                .contains("Step 1 of 3</h2>", "other/image:1.0", "/var/lib/onionyard/layers/");
        assertThat(page("/images/" + tomcat.id() + "?step=99", viewer())).contains("Step 3 of 3</h2>");
    }

    @Test
    void answersWithOnlyTheDetailWhenAskedForIt() throws Exception {
        web.perform(get("/images/" + tomcat.id() + "?step=1").with(viewer()).header("X-Fragment", "step"))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"step\"")))
                .andExpect(content().string(containsString("Step 2 of 3")))
                .andExpect(content().string(not(containsString("oy-onion"))));
    }

    @Test
    void neverWritesHostileTextAsMarkup() throws Exception {
        String script = "<script>alert('x')</script>";
        Image hostile = yard.add(SampleOnion.named("hostile:1")
                .layer("RUN " + script + "\"><img src=x onerror=alert(1)>", 5, 0, script, "'\"><svg onload=alert(2)>")
                .runs(List.of(script), List.of("</pre>" + script), List.of("E=" + script), Map.of("k", script)));

        for (String address : List.of("/images/" + hostile.id(), "/images?text=" + script)) {
            assertThat(page(address, operator()))
                    .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")
                    .doesNotContain("<script>alert", "<img src=x", "<svg onload", "\"><img", "</pre><");
        }
    }

    @Test
    void remembersTheOrderOfTheHistory() throws Exception {
        web.perform(get("/images/" + tomcat.id() + "?order=oldest").with(viewer()))
                .andExpect(cookie().value(HistoryOrder.COOKIE, "oldest"));

        String page = web.perform(
                        get("/images/" + tomcat.id()).with(viewer()).cookie(new Cookie(HistoryOrder.COOKIE, "oldest")))
                .andReturn()
                .getResponse()
                .getContentAsString();

        assertThat(page.indexOf("data-row-ring=\"0\"")).isLessThan(page.indexOf("data-row-ring=\"2\""));
    }

    @Test
    void saysWhatIsHiddenByWhomAndWhy() throws Exception {
        assertThat(page("/images/" + tomcat.id(), viewer()))
                .contains("/usr/share/doc/x", "written by step 1, deleted by step 3");
    }

    @Test
    void namesTheFamily() throws Exception {
        yard.derive(debian, tomcat);
        yard.useBy(tomcat, "web");

        assertThat(page("/images/" + tomcat.id(), viewer()))
                .contains("href=\"/images/" + debian.id() + "\"", "base image", "href=\"/containers/web\"");
    }

    @Test
    void handsOutTheJsonByteForByte() throws Exception {
        web.perform(get("/api/images/json").param("image", "debian:bookworm").with(viewer()))
                .andExpect(header().string("Content-Disposition", containsString("attachment")))
                .andExpect(content().bytes(debian.config().json()));
    }

    @Test
    void printsTheHistoryAsDockerDoes() throws Exception {
        web.perform(get("/api/images/history")
                        .param("image", tomcat.id().toString())
                        .with(viewer()))
                .andExpect(content().contentTypeCompatibleWith("text/plain"))
                .andExpect(content().string(containsString("CREATED BY")));
    }

    // Files

    @Test
    void tellsTheFilesOfAStep() throws Exception {
        web.perform(get("/api/images/files")
                        .param("image", tomcat.id().toString())
                        .param("step", "2")
                        .with(viewer()))
                .andExpect(jsonPath("$.nodes[*].path", contains("etc", "new.txt")))
                .andExpect(jsonPath("$.nodes[1].sign").value(Sign.ADDED.name()))
                .andExpect(jsonPath("$.nodes[1].mode").value("rw-r--r--"));
    }

    @Test
    void refusesFilesOfAStepThatIsNotThere() throws Exception {
        web.perform(get("/api/images/files")
                        .param("image", tomcat.id().toString())
                        .param("step", "3")
                        .with(viewer()))
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.message").value(containsString("3 steps")));
    }

    // Roles

    @Test
    void viewersSeeNoButtonsThatWouldBeRefused() throws Exception {
        assertThat(page("/images/" + tomcat.id(), viewer()))
                .doesNotContain("/images/-/removal", "/images/-/tag", "/api/images/download", "/containers/new");
        assertThat(page("/images", viewer())).doesNotContain("name=\"image\"");
    }

    @Test
    void viewersChangeNothing() throws Exception {
        web.perform(post("/images/-/removal")
                        .param("image", debian.id().toString())
                        .with(viewer())
                        .with(csrf()))
                .andExpect(status().isForbidden());
        web.perform(put("/api/images/restore?source=a.tar")
                        .content("good")
                        .with(viewer())
                        .with(csrf()))
                .andExpect(status().isForbidden());
        web.perform(get("/api/images/download")
                        .servletPath("/api/images/download")
                        .param("image", "debian:bookworm")
                        .with(viewer()))
                .andExpect(status().isForbidden());
        assertThat(yard.find("debian:bookworm")).isPresent();
    }

    @Test
    void refusesAChangeWithoutToken() throws Exception {
        web.perform(post("/images/-/removal")
                        .param("image", debian.id().toString())
                        .with(operator()))
                .andExpect(status().isForbidden());
    }

    // Removal

    @Test
    void asksBeforeRemovalWithNameAndBytes() throws Exception {
        assertThat(page("/images/-/removal?image=" + debian.id(), operator()))
                .contains("Remove debian:bookworm?", "frees 27 MiB of 80 MiB");
    }

    @Test
    void keepsWhatIsUsedAndSaysByWhom() throws Exception {
        yard.useBy(tomcat, "web");
        yard.derive(debian, tomcat);

        String question = page("/images/-/removal?image=" + debian.id() + "&image=" + tomcat.id(), operator());

        assertThat(question).contains("Nothing can be removed", ">web</a>", ">lxl/tomcat02:1.0</a>");
        assertThat(question).doesNotContain("type=\"hidden\" name=\"image\"");
    }

    @Test
    void refusesToRemoveWhatIsUsedMeanwhile() throws Exception {
        yard.useBy(tomcat, "web");

        web.perform(post("/images/-/removal")
                        .param("image", tomcat.id().toString())
                        .accept("text/html")
                        .with(operator())
                        .with(csrf()))
                .andExpect(status().isConflict())
                .andExpect(content().string(containsString("container &quot;web&quot;")));
        assertThat(yard.find("lxl/tomcat02:1.0")).isPresent();
    }

    @Test
    void removesOnlyWhatWasNamed() throws Exception {
        web.perform(post("/images/-/removal")
                        .param("image", tomcat.id().toString())
                        .with(operator())
                        .with(csrf()))
                .andExpect(redirectedUrl("/images"));

        assertThat(yard.all()).containsExactly(debian);
    }

    // Names

    @Test
    void givesAName() throws Exception {
        web.perform(post("/images/-/tag")
                        .param("image", debian.id().toString())
                        .param("name", " team/base ")
                        .with(operator())
                        .with(csrf()))
                .andExpect(redirectedUrl("/images/" + debian.id()));

        assertThat(yard.get(debian.id()).tags()).contains(ImageReference.parse("team/base:latest"));
    }

    @Test
    void explainsANameThatIsNone() throws Exception {
        var flash = web.perform(post("/images/-/tag")
                        .param("image", debian.id().toString())
                        .param("name", "Not A Name")
                        .with(operator())
                        .with(csrf()))
                .andReturn()
                .getFlashMap();

        assertThat(flash.get("tagError")).asString().contains("\"Not A Name\"");
        assertThat(yard.get(debian.id()).tags()).hasSize(1);
    }

    @Test
    void takesANameAwayButNeverTheLast() throws Exception {
        untag(tomcat, "lxl/tomcat02:1.0").andExpect(redirectedUrl("/images/" + tomcat.id()));
        assertThat(yard.get(tomcat.id()).displayName()).isEqualTo("localhost:5000/a/tomcat:2");

        untag(tomcat, "localhost:5000/a/tomcat:2").andExpect(status().isBadRequest());
        assertThat(yard.find("localhost:5000/a/tomcat:2")).isPresent();
    }

    private org.springframework.test.web.servlet.ResultActions untag(Image image, String name) throws Exception {
        return web.perform(post("/images/-/untag")
                .param("image", image.id().toString())
                .param("name", name)
                .with(operator())
                .with(csrf()));
    }

    // Backups

    @Test
    void offersToBackUpAndRestore() throws Exception {
        assertThat(page("/backups?image=" + debian.id(), operator()))
                .contains("docker load", "docker save", "docker import", "checked");
    }

    @Test
    void downloadsSeveralImagesAsOneArchiveOfKnownLength() throws Exception {
        String content = "OCI_LAYOUT debian:bookworm," + tomcat.id();
        web.perform(get("/api/images/download")
                        .param("image", "debian:bookworm", tomcat.id().toString())
                        .param("format", "OCI_LAYOUT")
                        .with(operator()))
                .andExpect(content().string(content))
                .andExpect(header().longValue("Content-Length", content.length()))
                .andExpect(header().string("Content-Disposition", containsString("backup.tar")));

        assertThat(jobs.ran).containsExactly(new FakeJobs.Ran("image.backup", "backup.tar", ""));
    }

    @Test
    void restoresTheBodyAndLinksToWhatCameOfIt() throws Exception {
        web.perform(put("/api/images/restore?source=a.tar&upload=t1")
                        .content(FakeArchives.GOOD)
                        .contentType("application/octet-stream")
                        .with(operator())
                        .with(csrf().asHeader()))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.images[*].name", contains("debian:bookworm", "lxl/tomcat02:1.0")))
                .andExpect(jsonPath("$.images[0].href").value("/images/" + debian.id()));

        assertThat(jobs.ran).containsExactly(new FakeJobs.Ran("image.restore", "a.tar", "/images"));
        assertThat(jobs.expected).isEqualTo(FakeArchives.GOOD.length());
    }

    @Test
    void saysLaterWhyAnUploadWasRefused() throws Exception {
        web.perform(put("/api/images/restore?source=a.tar&upload=t2")
                        .content("bad")
                        .contentType("application/octet-stream")
                        .with(operator())
                        .with(csrf().asHeader()))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.message").value(containsString("no archive of images")));

        web.perform(get("/api/images/restore/t2").with(operator()))
                .andExpect(jsonPath("$.message").value(containsString("no archive of images")));
        web.perform(get("/api/images/restore/other").with(operator())).andExpect(status().isNotFound());
    }

    @Test
    void importsFilesWithNameMessageAndSettings() throws Exception {
        web.perform(put("/api/images/import")
                        .queryParam("source", "rootfs.tar")
                        .queryParam("name", "lxl/files")
                        .queryParam("message", "from a container")
                        .queryParam("changes", "CMD [\"sh\"]\r\n\r\n ENV A=b ")
                        .content("tar")
                        .contentType("application/octet-stream")
                        .with(operator())
                        .with(csrf().asHeader()))
                .andExpect(status().isOk());

        assertThat(archives.imported)
                .isEqualTo(new FakeArchives.Import(
                        "rootfs.tar",
                        ImageReference.parse("lxl/files:latest"),
                        "from a container",
                        List.of("CMD [\"sh\"]", "ENV A=b")));
    }

    private String page(String address, RequestPostProcessor user) throws Exception {
        return web.perform(get(address).with(user).locale(Locale.ENGLISH))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private static RequestPostProcessor viewer() {
        return user(Role.VIEWER);
    }

    private static RequestPostProcessor operator() {
        return user(Role.OPERATOR);
    }

    private static RequestPostProcessor user(Role role) {
        var authorities = Arrays.stream(Role.values())
                .filter(role::includes)
                .map(each -> new SimpleGrantedAuthority("ROLE_" + each))
                .toList();
        return authentication(UsernamePasswordAuthenticationToken.authenticated(
                new SignedInUser(role.name(), role, 1), null, authorities));
    }
}
