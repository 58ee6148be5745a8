package dev.onionyard.linux;

/// The type of a file, with its bits in `st_mode`.
public enum FileType {
    FIFO(0010000),
    CHARACTER_DEVICE(0020000),
    DIRECTORY(0040000),
    BLOCK_DEVICE(0060000),
    REGULAR(0100000),
    SYMLINK(0120000),
    SOCKET(0140000);

    private static final FileType[] ALL = values();

    final int bits;

    FileType(int bits) {
        this.bits = bits;
    }

    static FileType ofMode(int mode) {
        for (FileType type : ALL) {
            if ((mode & 0170000) == type.bits) {
                return type;
            }
        }
        throw new IllegalArgumentException("no file type in mode " + Integer.toOctalString(mode));
    }
}
