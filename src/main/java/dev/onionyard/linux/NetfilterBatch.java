package dev.onionyard.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Changes to nftables of the family `ip`, made all at once or not at all, by nfnetlink (linux/netfilter/nf_tables.h):
/// what the program `nft` does, without a process for it. They go to the network namespace of the thread that commits.
///
/// It knows only what this product needs: elements of maps, and a redirection of one local address.
public final class NetfilterBatch {

    private static final int BATCH_BEGIN = 0x10;
    private static final int BATCH_END = 0x11;
    private static final int NFTABLES = 10;
    private static final int NEW_TABLE = NFTABLES << 8;
    private static final int DELETE_TABLE = NFTABLES << 8 | 2;
    private static final int NEW_CHAIN = NFTABLES << 8 | 3;
    private static final int NEW_RULE = NFTABLES << 8 | 6;
    private static final int NEW_ELEMENT = NFTABLES << 8 | 12;
    private static final int DELETE_ELEMENT = NFTABLES << 8 | 14;

    private static final int NFPROTO_IPV4 = 2;
    private static final int CHANGE = NetlinkMessage.REQUEST | NetlinkMessage.ACK;
    private static final int LIST_ITEM = 1;

    /// In all messages: the table's name. In elements, chains and rules the second is the set's or chain's.
    private static final int TABLE = 1;

    private static final int ELEMENT_SET = 2;
    private static final int ELEMENTS = 3;
    private static final int ELEMENT_KEY = 1;
    private static final int ELEMENT_DATA = 2;
    private static final int VALUE = 1;
    private static final int CHAIN_NAME = 3;
    private static final int CHAIN_HOOK = 4;
    private static final int CHAIN_TYPE = 7;
    private static final int HOOK_NUMBER = 1;
    private static final int HOOK_PRIORITY = 2;
    private static final int LOCAL_OUT = 3;
    private static final int DESTINATION_NAT_PRIORITY = -100;
    private static final int RULE_CHAIN = 2;
    private static final int RULE_EXPRESSIONS = 4;
    private static final int EXPRESSION_NAME = 1;
    private static final int EXPRESSION_DATA = 2;

    private final List<NetlinkMessage> messages = new ArrayList<>();

    /// Adds an element to a map. Each field of a concatenation takes a multiple of four bytes.
    public NetfilterBatch addElement(String table, String map, byte[] key, byte[] value) {
        return element(NEW_ELEMENT, CHANGE | NetlinkMessage.CREATE, table, map, key, value);
    }

    /// Removes an element from a map; the batch fails if it is not there.
    public NetfilterBatch deleteElement(String table, String map, byte[] key) {
        return element(DELETE_ELEMENT, CHANGE, table, map, key, new byte[0]);
    }

    /// Puts a table in the place of one of the same name, with one chain for packets that leave this host.
    public NetfilterBatch replaceOutputTable(String table, String chain) {
        messages.add(message(NEW_TABLE, CHANGE | NetlinkMessage.CREATE).attribute(TABLE, table));
        messages.add(message(DELETE_TABLE, CHANGE).attribute(TABLE, table));
        messages.add(message(NEW_TABLE, CHANGE | NetlinkMessage.CREATE).attribute(TABLE, table));
        NetlinkMessage made = message(NEW_CHAIN, CHANGE | NetlinkMessage.CREATE);
        made.attribute(TABLE, table)
                .attribute(CHAIN_NAME, chain)
                .nested(
                        CHAIN_HOOK,
                        () -> made.networkAttribute(HOOK_NUMBER, LOCAL_OUT)
                                .networkAttribute(HOOK_PRIORITY, DESTINATION_NAT_PRIORITY))
                .attribute(CHAIN_TYPE, "nat");
        messages.add(made);
        return this;
    }

    /// Adds a rule: what goes to `address:port` by the protocol (6 TCP, 17 UDP) goes to another port there.
    ///
    /// @param address four bytes
    public NetfilterBatch addPortChange(
            String table, String chain, byte[] address, int protocol, int port, int otherPort) {
        NetlinkMessage rule = message(NEW_RULE, CHANGE | NetlinkMessage.CREATE | NetlinkMessage.APPEND);
        rule.attribute(TABLE, table).attribute(RULE_CHAIN, chain).nested(RULE_EXPRESSIONS, () -> {
            expression(rule, "payload", () -> payload(rule, 1, 16, 4));
            expression(rule, "cmp", () -> equal(rule, address));
            expression(rule, "meta", () -> rule.networkAttribute(1, 1).networkAttribute(2, 16));
            expression(rule, "cmp", () -> equal(rule, new byte[] {(byte) protocol}));
            expression(rule, "payload", () -> payload(rule, 2, 2, 2));
            expression(rule, "cmp", () -> equal(rule, twoBytes(port)));
            expression(rule, "immediate", () -> immediate(rule, 1, address));
            expression(rule, "immediate", () -> immediate(rule, 2, twoBytes(otherPort)));
            // Destination NAT (1) of IPv4: address in register 1, port in register 2.
            expression(
                    rule,
                    "nat",
                    () -> rule.networkAttribute(1, 1)
                            .networkAttribute(2, NFPROTO_IPV4)
                            .networkAttribute(3, 1)
                            .networkAttribute(5, 2));
        });
        messages.add(rule);
        return this;
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    /// Makes all the changes, or none.
    ///
    /// @throws dev.onionyard.error.EngineException with the kernel's reason
    public void commit() {
        if (isEmpty()) {
            return;
        }
        var all = new ArrayList<NetlinkMessage>();
        all.add(border(BATCH_BEGIN));
        all.addAll(messages);
        all.add(border(BATCH_END));
        try (var socket = new NetlinkSocket(NetlinkSocket.NETFILTER)) {
            long error = socket.attemptAll(all);
            if (error < 0) {
                throw KernelException.unavailable("change", "nftables", error);
            }
        }
    }

    private NetfilterBatch element(int type, int flags, String table, String map, byte[] key, byte[] value) {
        NetlinkMessage message = message(type, flags);
        message.attribute(TABLE, table)
                .attribute(ELEMENT_SET, map)
                .nested(
                        ELEMENTS,
                        () -> message.nested(LIST_ITEM, () -> {
                            message.nested(ELEMENT_KEY, () -> message.attribute(VALUE, key));
                            if (value.length > 0) {
                                message.nested(ELEMENT_DATA, () -> message.attribute(VALUE, value));
                            }
                        }));
        messages.add(message);
        return this;
    }

    private static void expression(NetlinkMessage rule, String name, Runnable data) {
        rule.nested(LIST_ITEM, () -> rule.attribute(EXPRESSION_NAME, name).nested(EXPRESSION_DATA, data));
    }

    /// Loads bytes of the packet into register 1; base 1 is the network header, 2 the transport header.
    private static void payload(NetlinkMessage rule, int base, int offset, int length) {
        rule.networkAttribute(1, 1)
                .networkAttribute(2, base)
                .networkAttribute(3, offset)
                .networkAttribute(4, length);
    }

    /// Goes on only if register 1 equals.
    private static void equal(NetlinkMessage rule, byte[] value) {
        rule.networkAttribute(1, 1).networkAttribute(2, 0).nested(3, () -> rule.attribute(VALUE, value));
    }

    private static void immediate(NetlinkMessage rule, int register, byte[] value) {
        rule.networkAttribute(1, register).nested(2, () -> rule.attribute(VALUE, value));
    }

    private static byte[] twoBytes(int number) {
        return ByteBuffer.allocate(2).putShort((short) number).array();
    }

    /// `struct nfgenmsg` after the header.
    private static NetlinkMessage message(int type, int flags) {
        return new NetlinkMessage(type, flags).u8(NFPROTO_IPV4).u8(0).u16(0);
    }

    /// The subsystem's number is in network order.
    private static NetlinkMessage border(int type) {
        return new NetlinkMessage(type, NetlinkMessage.REQUEST)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(NFTABLES);
    }
}
