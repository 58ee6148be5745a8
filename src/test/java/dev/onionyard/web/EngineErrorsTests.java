package dev.onionyard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import jakarta.servlet.RequestDispatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

@WebMvcTest(controllers = {ErrorPages.class, Appearance.class})
@Import({FrameTestConfiguration.class, ProbeController.class})
class EngineErrorsTests {

    @Autowired
    private MockMvc mvc;

    @ParameterizedTest
    @CsvSource({"not-found, 404", "conflict, 409", "invalid, 400", "unavailable, 503", "corrupted, 500"})
    void eachCategoryHasItsStatusOnPagesAndForScripts(String how, int status) throws Exception {
        var page = answer(get("/failing/" + how).accept(MediaType.TEXT_HTML));
        assertThat(page.getStatus()).isEqualTo(status);
        assertThat(page.getContentAsString()).contains("<html", "x");
        var json = answer(get("/api/failing/" + how));
        assertThat(json.getStatus()).isEqualTo(status);
        assertThat(json.getContentType()).isEqualTo("application/json");
        assertThat(json.getContentAsString()).startsWith("{\"message\":\"");
    }

    @Test
    void whatTheEngineSaysIsEscaped() throws Exception {
        assertThat(answer(get("/failing/not-found").accept(MediaType.TEXT_HTML)).getContentAsString())
                .contains("No such image: &lt;b&gt;x&lt;/b&gt;")
                .doesNotContain("<b>x");
    }

    @Test
    void errorPagesSpeakChineseToo() throws Exception {
        var page = answer(get("/failing/conflict").accept(MediaType.TEXT_HTML).header("Accept-Language", "zh-CN"));
        assertThat(page.getContentAsString()).contains("lang=\"zh-CN\"", "现在无法这样做");
    }

    @ParameterizedTest
    @CsvSource({"404", "403", "405", "500", "503"})
    void otherFailuresHaveAPageWithoutAStackTrace(int status) throws Exception {
        var page = answer(get("/error")
                .accept(MediaType.TEXT_HTML)
                .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, status)
                .requestAttr(RequestDispatcher.ERROR_EXCEPTION, new IllegalStateException("secret detail")));
        assertThat(page.getStatus()).isEqualTo(status);
        assertThat(page.getContentAsString()).contains("<h1>").doesNotContain("secret detail", "Exception");
    }

    @Test
    void scriptsGetJsonForOtherFailuresToo() throws Exception {
        var json = answer(get("/error")
                .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 404)
                .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "/api/nothing"));
        assertThat(json.getContentAsString()).isEqualTo("{\"message\":\"Not Found\"}");
    }

    private MockHttpServletResponse answer(MockHttpServletRequestBuilder call) throws Exception {
        return mvc.perform(call.with(user("viewer").roles("VIEWER")))
                .andReturn()
                .getResponse();
    }
}
