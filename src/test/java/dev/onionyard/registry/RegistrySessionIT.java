package dev.onionyard.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.fixtures.FaultyProxy;
import dev.onionyard.fixtures.FaultyProxy.Fault;
import dev.onionyard.fixtures.TestAuthority;
import dev.onionyard.fixtures.TestRegistry;
import dev.onionyard.fixtures.TokenAuthority;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Manifest;
import dev.onionyard.oci.ManifestJson;
import dev.onionyard.oci.MediaType;
import dev.onionyard.progress.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The protocol against a real registry, behind a proxy that fails where the test wants it.
class RegistrySessionIT {

    private static final byte[] BLOB = random(300_000);
    private static final Descriptor LAYER = Descriptor.of(MediaType.OCI_LAYER, Digest.of(BLOB), BLOB.length);
    private static final byte[] CONFIG = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final Descriptor CONFIG_DESCRIPTOR =
            Descriptor.of(MediaType.OCI_CONFIG, Digest.of(CONFIG), CONFIG.length);
    private static final byte[] MANIFEST =
            ManifestJson.write(new Manifest(MediaType.OCI_MANIFEST, CONFIG_DESCRIPTOR, List.of(LAYER)));

    private static TestRegistry registry;
    private static FaultyProxy proxy;

    private final Sessions sessions = new Sessions();

    @BeforeAll
    static void startRegistry() {
        registry = TestRegistry.open();
        proxy = new FaultyProxy(registry);
    }

    @AfterAll
    static void stopRegistry() {
        proxy.close();
        registry.close();
    }

    @AfterEach
    void close() throws IOException {
        proxy.honest();
        sessions.close();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static RegistrySession.BlobContent content(byte[] bytes) {
        return offset -> new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset);
    }

    private static void push(RegistrySession session, ImageReference reference) throws IOException {
        session.upload(reference, LAYER, content(BLOB), ProgressListener.NONE);
        session.upload(reference, CONFIG_DESCRIPTOR, content(CONFIG), ProgressListener.NONE);
        session.putManifest(reference, MediaType.OCI_MANIFEST, MANIFEST);
    }

    /// An image in the registry, and its name by way of the proxy.
    private ImageReference stored(String name) throws IOException {
        push(sessions.open(registry.authority()), ImageReference.parse(registry.name(name)));
        return ImageReference.parse(proxy.name(name));
    }

    private byte[] fetch(ImageReference reference) throws IOException {
        try (InputStream in = sessions.open(reference.domain()).openBlob(reference, LAYER, 0)) {
            return in.readAllBytes();
        }
    }

    @Test
    void pushesAndPullsByTagAndDigest() throws IOException {
        RegistrySession session = sessions.open(registry.authority());
        var reference = ImageReference.parse(registry.name("team/app:1"));
        session.ping();
        assertThat(session.hasBlob(reference, LAYER.digest())).isFalse();

        push(session, reference);

        assertThat(session.hasBlob(reference, LAYER.digest())).isTrue();
        RemoteManifest manifest = session.manifest(reference);
        assertThat(manifest.json()).isEqualTo(MANIFEST);
        assertThat(manifest.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(session.findManifest(reference)).contains(manifest.descriptor());
        var byDigest = ImageReference.parse(registry.name("team/app@" + manifest.digest()));
        assertThat(session.manifest(byDigest).json()).isEqualTo(MANIFEST);
        assertThat(session.document(reference, CONFIG_DESCRIPTOR)).isEqualTo(CONFIG);
        assertThat(fetch(reference)).isEqualTo(BLOB);
        try (InputStream rest = session.openBlob(reference, LAYER, 299_000)) {
            assertThat(rest.readAllBytes()).hasSize(1000);
        }
    }

    @Test
    void mountsFromAnotherRepository() throws IOException {
        stored("mount/from:1");
        RegistrySession session = sessions.open(registry.authority());
        var target = ImageReference.parse(registry.name("mount/to"));
        assertThat(session.mount(target, LAYER.digest(), "mount/from")).isTrue();
        assertThat(session.hasBlob(target, LAYER.digest())).isTrue();
        assertThat(session.mount(target, Digest.of(new byte[] {1}), "mount/from"))
                .isFalse();
    }

    @Test
    void listsTagsAndRepositoriesByPages() throws IOException {
        RegistrySession session = sessions.open(registry.authority());
        for (String tag : List.of("a", "b", "c", "d", "e")) {
            push(session, ImageReference.parse(registry.name("paged:" + tag)));
        }
        var repository = ImageReference.parse(registry.name("paged"));
        var names = new ArrayList<String>();
        NamePage page = session.tags(repository, "", 2);
        names.addAll(page.names());
        while (page.hasNext()) {
            page = session.tags(repository, page.next(), 2);
            names.addAll(page.names());
        }
        // This registry neither pages nor sorts tags; the client does the first.
        assertThat(names).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        assertThat(session.repositories("", 1000).names()).contains("paged");
    }

    @Test
    void deletesByDigest() throws IOException {
        ImageReference reference = stored("deleted:1");
        RegistrySession session = sessions.open(reference.domain());
        session.deleteManifest(ImageReference.parse(proxy.name("deleted@" + Digest.of(MANIFEST))));
        assertThat(session.findManifest(reference)).isEmpty();
    }

    @Test
    void saysInDockersWordsWhatIsMissing() throws IOException {
        RegistrySession session = sessions.open(registry.authority());
        var reference = ImageReference.parse(registry.name("nothing:1"));
        assertThatThrownBy(() -> session.manifest(reference))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("manifest for " + reference + " not found: manifest unknown: manifest unknown");
        assertThat(session.findManifest(reference)).isEmpty();
        assertThatThrownBy(() -> session.tags(reference, "", 10)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void resumesADownloadThatIsCutAgainAndAgain() throws IOException {
        ImageReference reference = stored("cut:1");
        proxy.script(request -> request.isBlob() ? Fault.cutAfter(50_000) : Fault.NONE);
        assertThat(fetch(reference)).isEqualTo(BLOB);
        assertThat(proxy.seen().stream().filter(FaultyProxy.Seen::isBlob).map(FaultyProxy.Seen::range))
                .hasSizeGreaterThanOrEqualTo(5)
                .element(1)
                .asString()
                .startsWith("bytes=");
    }

    @Test
    void givesUpADownloadThatBringsNothing() throws IOException {
        ImageReference reference = stored("stuck:1");
        proxy.script(request -> request.isBlob() ? Fault.cutAfter(0) : Fault.NONE);
        assertThatThrownBy(() -> fetch(reference))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(reference.domain());
    }

    @Test
    void triesAgainAfterServerErrorsAndWhenAskedToWait() throws IOException {
        ImageReference reference = stored("again:1");
        proxy.script(request -> switch (request.number()) {
            case 1 -> Fault.NONE; // finds out the scheme
            case 2 -> Fault.status(500);
            case 3 -> Fault.status(429, "Retry-After", "0");
            default -> Fault.NONE;
        });
        assertThat(sessions.open(reference.domain()).manifest(reference).json()).isEqualTo(MANIFEST);
        proxy.script(request -> Fault.status(503));
        assertThatThrownBy(() -> sessions.open(reference.domain()).manifest(reference))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("503");
    }

    @Test
    void resumesAnUploadThatWasCut() throws IOException {
        var reference = ImageReference.parse(proxy.name("upload/cut"));
        byte[] bytes = random(200_001);
        Descriptor blob = Descriptor.of(MediaType.OCI_LAYER, Digest.of(bytes), bytes.length);
        proxy.script(request ->
                request.method().equals("PUT") && request.number() < 5 ? Fault.cutRequestAfter(70_000) : Fault.NONE);
        var sent = new AtomicLong();
        sessions.open(reference.domain()).upload(reference, blob, content(bytes), new Counting(sent));
        assertThat(sessions.open(registry.authority()).hasBlob(reference, blob.digest()))
                .isTrue();
        assertThat(sent).hasValue(bytes.length);
    }

    @Test
    void sendsInChunksWhatIsTooLargeForOneRequest() throws IOException {
        var reference = ImageReference.parse(proxy.name("upload/chunks"));
        byte[] bytes = random(200_002);
        Descriptor blob = Descriptor.of(MediaType.OCI_LAYER, Digest.of(bytes), bytes.length);
        proxy.script(
                request -> request.method().equals("PUT") && request.number() < 5 ? Fault.status(413) : Fault.NONE);
        sessions.open(reference.domain()).upload(reference, blob, content(bytes), ProgressListener.NONE);
        assertThat(sessions.open(registry.authority()).hasBlob(reference, blob.digest()))
                .isTrue();
        assertThat(proxy.seen()).anyMatch(request -> request.method().equals("PATCH"));
    }

    @Test
    void refusesWrongBytesLengthsAndSizes() throws IOException {
        ImageReference reference = stored("wrong:1");
        RegistrySession session = sessions.open(reference.domain());
        proxy.script(request -> request.isBlob() ? Fault.wrongByteAt(0) : Fault.NONE);
        assertThatThrownBy(() -> session.document(reference, CONFIG_DESCRIPTOR))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(CONFIG_DESCRIPTOR.digest().toString());
        proxy.script(request -> request.path().contains("/manifests/") ? Fault.wrongByteAt(3) : Fault.NONE);
        assertThatThrownBy(() -> session.manifest(reference)).isInstanceOf(InvalidInputException.class);
        proxy.script(request -> request.isBlob() ? Fault.content("x", new byte[10]) : Fault.NONE);
        assertThatThrownBy(() -> fetch(reference))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("10 bytes")
                .hasMessageContaining("300000");
        proxy.script(request -> Fault.content(MediaType.OCI_MANIFEST, new byte[RegistrySession.MANIFEST_LIMIT + 1]));
        assertThatThrownBy(() -> session.manifest(reference)).hasMessageContaining("which is the limit");
    }

    @Test
    void takesNoCredentialToAnotherHostAndGivesUpOnLoops() throws IOException {
        ImageReference reference = stored("redirect:1");
        try (FaultyProxy elsewhere = new FaultyProxy(registry);
                TestRegistry guarded =
                        TestRegistry.plan().passwords("ann", "secret").start()) {
            String target = "http://" + elsewhere.authority() + "/v2/redirect/blobs/" + LAYER.digest();
            elsewhere.script(request -> Fault.NONE);
            proxy.script(request -> {
                if (request.authorization().isEmpty()) {
                    return Fault.status(401, "WWW-Authenticate", "Basic realm=\"x\"");
                }
                return request.isBlob() ? Fault.status(307, "Location", target) : Fault.NONE;
            });
            RegistrySession session = sessions.open(reference.domain(), new Credential.Password("ann", "secret"));
            try (InputStream in = session.openBlob(reference, LAYER, 0)) {
                assertThat(in.readAllBytes()).isEqualTo(BLOB);
            }
            assertThat(elsewhere.seen())
                    .isNotEmpty()
                    .allMatch(request -> request.authorization().isEmpty());
            assertThat(guarded.port()).isPositive();
        }
        proxy.script(request -> Fault.status(302, "Location", request.path()));
        assertThatThrownBy(() -> sessions.open(reference.domain()).manifest(reference))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("redirects more than");
    }

    @Test
    void stopsWhenTheWorkIsCancelled() throws IOException {
        ImageReference reference = stored("cancelled:1");
        proxy.script(request -> Fault.status(500));
        ProgressListener cancelled = new Cancelled();
        assertThatThrownBy(() -> sessions.open(reference.domain(), cancelled).manifest(reference))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void signsInWithAPassword() throws IOException {
        try (TestRegistry guarded =
                TestRegistry.plan().passwords("ann", "secret").start()) {
            var reference = ImageReference.parse(guarded.name("private:1"));
            RegistrySession session = sessions.open(guarded.authority(), new Credential.Password("ann", "secret"));
            session.ping();
            push(session, reference);
            assertThat(session.manifest(reference).json()).isEqualTo(MANIFEST);
            assertThatThrownBy(() -> sessions.open(guarded.authority(), new Credential.Password("ann", "wrong"))
                            .ping())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("unauthorized: authentication required")
                    .hasMessageNotContaining("wrong");
            assertThatThrownBy(() -> sessions.open(guarded.authority()).manifest(reference))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageStartingWith("pull access denied for " + guarded.name("private")
                            + ", repository does not exist or may require 'docker login': ");
        }
    }

    @Test
    void speaksTlsWithAnOwnAuthorityAndClientCertificate() throws IOException {
        TestAuthority authority = TestAuthority.make();
        try (TestRegistry secure = TestRegistry.plan()
                .tls(authority.file("server.crt"), authority.file("server.key"), authority.certificate())
                .start()) {
            var reference = ImageReference.parse(secure.name("secure:1"));
            assertThatThrownBy(() -> sessions.open(secure.authority()).ping())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("certs.d/" + secure.authority());
            var folder = sessions.certificates(secure.authority());
            Files.copy(authority.certificate(), folder.resolve("ca.crt"));
            Files.copy(authority.file("client.crt"), folder.resolve("client.cert"));
            Files.copy(authority.file("client.key"), folder.resolve("client.key"));
            push(sessions.open(secure.authority()), reference);
            assertThat(fetch(reference)).isEqualTo(BLOB);
        }
    }

    @Test
    void believesAnyCertificateOfAnInsecureRegistry() throws IOException {
        TestAuthority authority = TestAuthority.make();
        try (TestRegistry secure = TestRegistry.plan()
                        .tls(authority.file("server.crt"), authority.file("server.key"))
                        .start();
                Sessions trusting = new Sessions(List.of(), List.of(secure.authority()), "")) {
            trusting.open(secure.authority()).ping();
        }
    }

    @Test
    void getsTokensForEachScopeAndRefreshesThem() throws IOException {
        TestAuthority authority = TestAuthority.make();
        try (TokenAuthority tokens = new TokenAuthority(authority);
                TestRegistry guarded = TestRegistry.plan()
                        .tokens(tokens.realm(), TokenAuthority.SERVICE, TokenAuthority.ISSUER, authority.certificate())
                        .start()) {
            var reference = ImageReference.parse(guarded.name("public/app:1"));
            var password = new Credential.Password(TokenAuthority.USER, TokenAuthority.PASSWORD);
            tokens.life(1); // less than the margin: each request needs a new one
            RegistrySession session = sessions.open(guarded.authority(), password);
            session.ping();
            push(session, reference);
            assertThat(tokens.queries())
                    .anyMatch(query -> query.contains("scope=repository%3Apublic%2Fapp%3Apull%2Cpush")
                            && query.contains("account=token-user"));
            assertThat(session.mount(ImageReference.parse(guarded.name("public/other")), LAYER.digest(), "public/app"))
                    .isTrue();
            assertThat(sessions.open(guarded.authority()).manifest(reference).json())
                    .isEqualTo(MANIFEST);
            var refresh = new Credential.IdentityToken(TokenAuthority.REFRESH_TOKEN);
            push(sessions.open(guarded.authority(), refresh), ImageReference.parse(guarded.name("refreshed:1")));
            refusesLies(tokens, guarded, reference);
        }
    }

    private void refusesLies(TokenAuthority tokens, TestRegistry guarded, ImageReference reference) {
        assertThatThrownBy(() -> sessions.open(guarded.authority(), new Credential.Password("token-user", "no"))
                        .ping())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("wrong password");
        for (String lie :
                List.of("{}", "no json", "[1]", "{\"token\":\"a\\r\\nX-Evil: 1\"}", "{\"token\":\"forged\"}")) {
            tokens.lie(lie);
            assertThatThrownBy(() -> sessions.open(guarded.authority()).tags(reference, "", 1))
                    .as(lie)
                    .isInstanceOf(InvalidInputException.class);
        }
        tokens.lie(" ".repeat(300_000));
        assertThatThrownBy(() -> sessions.open(guarded.authority()).ping()).hasMessageContaining("more than");
        tokens.lie("");
    }

    @Test
    void readsFromMirrorsFirstAndFromTheDefaultRegistry() throws IOException {
        push(sessions.open(registry.authority()), ImageReference.parse(registry.name("library/hello:1")));
        push(sessions.open(registry.authority()), ImageReference.parse(registry.name("short:1")));
        try (TestRegistry mirror = TestRegistry.plan().mirrorOf(registry).start();
                Sessions mirrored = new Sessions(
                        List.of("http://127.0.0.1:9/", "http://" + mirror.authority()),
                        List.of(),
                        registry.authority())) {
            assertThat(mirrored.open("docker.io")
                            .manifest(ImageReference.parse("hello:1"))
                            .json())
                    .isEqualTo(MANIFEST);
            assertThat(mirror.log()).contains("library/hello");
            // The mirror has no library/short; the default registry has it under its short name.
            assertThat(mirrored.open("docker.io")
                            .manifest(ImageReference.parse("short:1"))
                            .json())
                    .isEqualTo(MANIFEST);
        }
    }

    @Test
    void saysWhichRegistryCannotBeReached() {
        assertThatThrownBy(() -> sessions.open("127.0.0.1:9").ping())
                .isInstanceOf(UnavailableException.class)
                .hasMessage("cannot reach registry \"127.0.0.1:9\": connection refused");
        assertThatThrownBy(() -> sessions.open("evil/../path")).isInstanceOf(InvalidInputException.class);
    }

    private record Counting(AtomicLong bytes) implements ProgressListener {

        @Override
        public ProgressListener part(String id, String label) {
            return this;
        }

        @Override
        public void expect(long expected) {}

        @Override
        public void advance(long done) {
            bytes.addAndGet(done);
        }

        @Override
        public void phase(dev.onionyard.progress.Phase phase) {}

        @Override
        public void checkCancelled() {}
    }

    private static final class Cancelled implements ProgressListener {

        private int questions;

        @Override
        public ProgressListener part(String id, String label) {
            return this;
        }

        @Override
        public void expect(long expected) {}

        @Override
        public void advance(long done) {}

        @Override
        public void phase(dev.onionyard.progress.Phase phase) {}

        @Override
        public void checkCancelled() {
            if (++questions > 5) {
                throw new CancellationException("cancelled");
            }
        }
    }
}
