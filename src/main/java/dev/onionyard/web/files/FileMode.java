package dev.onionyard.web.files;

/// Permission bits as `ls -l` prints them, without the letter for the type.
public final class FileMode {

    private static final int SETUID = 04000;
    private static final int SETGID = 02000;
    private static final int STICKY = 01000;

    private FileMode() {}

    public static String symbolic(int mode) {
        return triple(mode >> 6, (mode & SETUID) != 0, 's')
                + triple(mode >> 3, (mode & SETGID) != 0, 's')
                + triple(mode, (mode & STICKY) != 0, 't');
    }

    private static String triple(int bits, boolean special, char letter) {
        boolean execute = (bits & 1) != 0;
        char last = special ? (execute ? letter : Character.toUpperCase(letter)) : (execute ? 'x' : '-');
        return "" + ((bits & 4) != 0 ? 'r' : '-') + ((bits & 2) != 0 ? 'w' : '-') + last;
    }
}
