package dev.onionyard.linux;

/// The system calls that are used, with their numbers on both processor families (asm/unistd_64.h and
/// asm-generic/unistd.h of the kernel).
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    LSEEK(8, 62),
    PREAD(17, 67),
    PWRITE(18, 68),
    SOCKET(41, 198),
    CONNECT(42, 203),
    SENDTO(44, 206),
    RECVFROM(45, 207),
    SHUTDOWN(48, 210),
    FSYNC(74, 82),
    FTRUNCATE(77, 46),
    FCHMOD(91, 52),
    FCHOWN(93, 55),
    GETEUID(107, 175),
    MOUNT(165, 40),
    UMOUNT(166, 39),
    LSETXATTR(189, 6),
    FSETXATTR(190, 7),
    LGETXATTR(192, 9),
    FGETXATTR(193, 10),
    LLISTXATTR(195, 12),
    FLISTXATTR(196, 13),
    LREMOVEXATTR(198, 15),
    GETDENTS(217, 61),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    FCHOWNAT(260, 54),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    FCHMODAT(268, 53),
    FACCESSAT(269, 48),
    PPOLL(271, 73),
    UNSHARE(272, 97),
    SYNC_FILE_RANGE(277, 84),
    UTIMENSAT(280, 88),
    PIPE2(293, 59),
    SYNCFS(306, 267),
    SETNS(308, 268),
    RENAMEAT(316, 276),
    STATX(332, 291),
    PIDFD_SEND_SIGNAL(424, 424),
    MOVE_MOUNT(429, 429),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    PIDFD_OPEN(434, 434),
    OPENAT2(437, 437),
    FCHMODAT2(452, 452);

    /// Whether this machine is an aarch64; anything else is taken for an x86-64.
    static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    final int number;

    SystemCall(int x86, int arm) {
        this.number = System.getProperty("os.arch").equals("aarch64") ? arm : x86;
    }
}
