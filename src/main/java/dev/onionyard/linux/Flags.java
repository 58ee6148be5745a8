package dev.onionyard.linux;

/// Constants of the kernel's interface (fcntl.h, openat2.h, mount.h, xattr.h).
final class Flags {

    static final long AT_FDCWD = -100;
    static final long AT_SYMLINK_NOFOLLOW = 0x100;
    static final long AT_REMOVEDIR = 0x200;
    static final long AT_EMPTY_PATH = 0x1000;

    static final long O_RDONLY = 0;
    static final long O_WRONLY = 1;
    static final long O_RDWR = 2;
    static final long O_CREAT = 0x40;
    static final long O_EXCL = 0x80;
    static final long O_NONBLOCK = 0x800;
    static final long O_DIRECTORY = SystemCall.ARM ? 0x4000 : 0x10000;
    static final long O_NOFOLLOW = SystemCall.ARM ? 0x8000 : 0x20000;
    static final long O_CLOEXEC = 0x80000;
    static final long O_PATH = 0x200000;

    static final long W_OK = 2;

    static final long RESOLVE_NO_MAGICLINKS = 0x02;
    static final long RESOLVE_IN_ROOT = 0x10;

    private Flags() {}
}
