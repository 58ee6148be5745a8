package dev.onionyard.linux;

import dev.onionyard.error.NotFoundException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// Network interfaces, their addresses and routes, by rtnetlink (linux/rtnetlink.h): what the program `ip` does,
/// without
/// a process for it. It works on the network namespace of the thread that opened it.
///
/// Names are of at most 15 characters; addresses are IPv4 in text.
public final class NetworkLinks implements AutoCloseable {

    private static final int NEW_LINK = 16;
    private static final int DELETE_LINK = 17;
    private static final int GET_LINK = 18;
    private static final int SET_LINK = 19;
    private static final int NEW_ADDRESS = 20;
    private static final int NEW_ROUTE = 24;
    private static final int DELETE_ROUTE = 25;

    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int IFF_UP = 1;
    private static final int INTERFACE_HEADER = 16;
    private static final int LOOPBACK_INDEX = 1;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_PROTINFO = 12;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_BRPORT_MODE = 4;
    private static final int IFLA_BRPORT_ISOLATED = 33;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RTN_UNICAST = 1;

    private static final int CHANGE = NetlinkMessage.REQUEST | NetlinkMessage.ACK;
    private static final int MAKE = CHANGE | NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
    private static final int REPLACE = CHANGE | NetlinkMessage.CREATE | NetlinkMessage.REPLACE;

    private final NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.ROUTE);

    /// A pair of linked interfaces, one in this namespace and one in another.
    ///
    /// @param name of the end in this namespace
    /// @param bridge that end's bridge; a packet may leave it where it came in (hairpin)
    /// @param isolated it does not reach other isolated ends on the bridge
    /// @param peerName of the end in the other namespace
    /// @param peerMac six bytes in hexadecimal with colons
    public record Pair(String name, String bridge, boolean isolated, String peerName, String peerMac, int mtu) {}

    private NetworkLinks() {}

    /// The interfaces of this thread's namespace; the caller closes.
    public static NetworkLinks open() {
        return new NetworkLinks();
    }

    /// Makes a bridge; it is not up yet.
    public void makeBridge(String name) {
        NetlinkMessage message = link(NEW_LINK, MAKE, 0, 0, 0);
        message.attribute(IFLA_IFNAME, name).nested(IFLA_LINKINFO, () -> message.attribute(IFLA_INFO_KIND, "bridge"));
        socket.request("make bridge", name, message);
    }

    /// Makes a pair. The end in this namespace is up afterwards; the other cannot be before they are linked.
    ///
    /// @param namespace where the other end goes
    public void makePair(Pair pair, Path namespace) {
        int bridge = index(pair.bridge());
        try (var file = new NamespaceFile(namespace)) {
            NetlinkMessage message = link(NEW_LINK, MAKE, 0, IFF_UP, IFF_UP);
            message.attribute(IFLA_IFNAME, pair.name())
                    .attribute(IFLA_MTU, pair.mtu())
                    .attribute(IFLA_MASTER, bridge)
                    .nested(
                            IFLA_LINKINFO,
                            () -> message.attribute(IFLA_INFO_KIND, "veth")
                                    .nested(
                                            IFLA_INFO_DATA,
                                            () -> message.nested(VETH_INFO_PEER, () -> peer(message, pair, file.fd))));
            socket.request("make link", pair.name(), message);
        }
        NetlinkMessage hairpin = new NetlinkMessage(SET_LINK, CHANGE);
        header(hairpin, AF_BRIDGE, index(pair.name()), 0, 0)
                .nested(
                        IFLA_PROTINFO,
                        () -> hairpin.attribute(IFLA_BRPORT_MODE, new byte[] {1})
                                .attribute(IFLA_BRPORT_ISOLATED, new byte[] {(byte) (pair.isolated() ? 1 : 0)}));
        socket.request("let packets return through link", pair.name(), hairpin);
    }

    private static void peer(NetlinkMessage message, Pair pair, long namespace) {
        header(message, 0, 0, 0, 0)
                .attribute(IFLA_IFNAME, pair.peerName())
                .attribute(IFLA_ADDRESS, HexFormat.ofDelimiter(":").parseHex(pair.peerMac()))
                .attribute(IFLA_MTU, pair.mtu())
                .attribute(IFLA_NET_NS_FD, (int) namespace);
    }

    /// Removes an interface; of a pair, both. Does nothing if there is none.
    public void remove(String name) {
        NetlinkMessage message = link(DELETE_LINK, CHANGE, 0, 0, 0).attribute(IFLA_IFNAME, name);
        long result = socket.attempt(message);
        if (result < 0 && !Errno.ENODEV.is(result)) {
            throw KernelException.failure("remove interface", name, result);
        }
    }

    public void loopbackUp() {
        socket.request("start interface", "lo", link(SET_LINK, CHANGE, LOOPBACK_INDEX, IFF_UP, IFF_UP));
    }

    public void up(String name) {
        socket.request("start interface", name, link(SET_LINK, CHANGE, index(name), IFF_UP, IFF_UP));
    }

    /// Gives an interface its hardware address.
    public void setMac(String name, String mac) {
        NetlinkMessage message = link(SET_LINK, CHANGE, index(name), 0, 0);
        message.attribute(IFLA_ADDRESS, HexFormat.ofDelimiter(":").parseHex(mac));
        socket.request("set the hardware address of", name, message);
    }

    /// @param mtu in bytes
    public void setMtu(String name, int mtu) {
        NetlinkMessage message = link(SET_LINK, CHANGE, index(name), 0, 0).attribute(IFLA_MTU, mtu);
        socket.request("set the MTU of", name, message);
    }

    /// Gives an interface an address, if it has not that one already.
    public void addAddress(String name, String address, int prefixLength) {
        byte[] bytes = bytes(address);
        NetlinkMessage message = new NetlinkMessage(NEW_ADDRESS, REPLACE);
        message.u8(AF_INET).u8(prefixLength).u8(0).u8(0).u32(index(name));
        message.attribute(IFA_LOCAL, bytes).attribute(IFA_ADDRESS, bytes);
        socket.request("give address " + address + " to", name, message);
    }

    /// Sends what has no other way through a gateway; replaces what was the way before.
    public void setDefaultRoute(String name, String gateway) {
        NetlinkMessage message = route(NEW_ROUTE, REPLACE);
        message.attribute(RTA_GATEWAY, bytes(gateway)).attribute(RTA_OIF, index(name));
        socket.request("route through " + gateway + " on", name, message);
    }

    /// Does nothing if there is none.
    public void removeDefaultRoute() {
        long result = socket.attempt(route(DELETE_ROUTE, CHANGE));
        if (result < 0 && !Errno.ESRCH.is(result)) {
            throw KernelException.failure("remove", "the default route", result);
        }
    }

    public boolean exists(String name) {
        return find(name).isPresent();
    }

    /// @return in bytes
    public int mtu(String name) {
        ByteBuffer body = get(name);
        for (int at = INTERFACE_HEADER; at + 8 <= body.limit(); at += Math.max(4, body.getShort(at) + 3 & ~3)) {
            if (body.getShort(at + 2) == IFLA_MTU) {
                return body.getInt(at + 4);
            }
        }
        throw new NotFoundException("cannot find the MTU of \"" + name + "\": the kernel does not tell");
    }

    private int index(String name) {
        return get(name).getInt(4);
    }

    private ByteBuffer get(String name) {
        return find(name)
                .orElseThrow(() -> new NotFoundException("cannot find interface \"" + name + "\": there is none"));
    }

    private Optional<ByteBuffer> find(String name) {
        NetlinkMessage message = link(GET_LINK, NetlinkMessage.REQUEST, 0, 0, 0).attribute(IFLA_IFNAME, name);
        return socket.ask(message);
    }

    private static NetlinkMessage link(int type, int flags, int index, int interfaceFlags, int mask) {
        return header(new NetlinkMessage(type, flags), 0, index, interfaceFlags, mask);
    }

    /// `struct ifinfomsg`.
    private static NetlinkMessage header(NetlinkMessage message, int family, int index, int flags, int mask) {
        return message.u8(family).u8(0).u16(0).u32(index).u32(flags).u32(mask);
    }

    /// `struct rtmsg` of a default route.
    private static NetlinkMessage route(int type, int flags) {
        return new NetlinkMessage(type, flags)
                .u8(AF_INET)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(RT_TABLE_MAIN)
                .u8(type == NEW_ROUTE ? RTPROT_STATIC : 0)
                .u8(0)
                .u8(type == NEW_ROUTE ? RTN_UNICAST : 0)
                .u32(0);
    }

    private static byte[] bytes(String address) {
        try {
            // Digits and dots only: nobody is asked.
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IPv4 address: " + address, e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /// A namespace's file, held open while the kernel is told about it.
    private static final class NamespaceFile implements AutoCloseable {

        private final Scratch scratch = new Scratch();
        private final long fd;

        NamespaceFile(Path file) {
            long path = scratch.path(file.toString());
            fd = scratch.call(SystemCall.OPENAT, Flags.AT_FDCWD, path, Flags.O_RDONLY | Flags.O_CLOEXEC);
            if (fd < 0) {
                scratch.close();
                throw KernelException.unavailable("open network namespace", file.toString(), fd);
            }
        }

        @Override
        public void close() {
            scratch.close(fd);
            scratch.close();
        }
    }
}
