package dev.onionyard.build;

/// Who owns a file, in numbers.
record Owner(long uid, long gid) {

    static final Owner ROOT = new Owner(0, 0);

    @Override
    public String toString() {
        return uid + ":" + gid;
    }
}
