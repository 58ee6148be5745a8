package dev.onionyard.archive;

import java.util.List;

/// A file name that says what is in a backup: `lxl-tomcat02-1.tar`, `busybox-and-2-more.oci.tar`.
final class BackupFileName {

    private static final int LONGEST = 100;

    private BackupFileName() {}

    static String of(List<BackupImage> images, ImageArchives.Format format) {
        BackupImage first = images.getFirst();
        String name = first.tags().isEmpty()
                ? first.image().id().shortForm()
                : first.tags().getFirst().familiar();
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-");
        String more = images.size() == 1 ? "" : "-and-" + (images.size() - 1) + "-more";
        String suffix = format == ImageArchives.Format.OCI_LAYOUT ? ".oci.tar" : ".tar";
        return plain.substring(0, Math.min(plain.length(), LONGEST)) + more + suffix;
    }
}
