package dev.onionyard.network;

import dev.onionyard.linux.ChildProcess;
import dev.onionyard.linux.Executables;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// dockerd sets the policy of the host's FORWARD chain to DROP, which drops our containers' packets too: what one
/// nftables table accepts another may still drop. Then, and only then, our bridges are let pass there.
final class ForeignFirewall {

    private static final Logger log = LoggerFactory.getLogger(ForeignFirewall.class);

    private ForeignFirewall() {}

    /// @param bridgePrefix what our bridges' names begin with
    static void letPass(String bridgePrefix) {
        if (Executables.find("iptables").isEmpty()) {
            return;
        }
        var rules = ChildProcess.of("iptables", "-S", "FORWARD").run();
        if (rules.ok() && rules.outputText().contains("-P FORWARD DROP")) {
            for (String direction : List.of("-i", "-o")) {
                List<String> rule = List.of(direction, bridgePrefix + "+", "-j", "ACCEPT");
                if (!iptables("-C", rule) && !iptables("-I", rule)) {
                    log.warn("The host's FORWARD chain drops packets and a rule for {}+ was refused", bridgePrefix);
                }
            }
        }
    }

    private static boolean iptables(String command, List<String> rule) {
        List<String> argv = new ArrayList<>(List.of("iptables", command, "FORWARD"));
        argv.addAll(rule);
        return ChildProcess.of(argv).run().ok();
    }
}
