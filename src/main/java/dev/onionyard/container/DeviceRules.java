package dev.onionyard.container;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.runtime.Confinement.DeviceRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `--device-cgroup-rule`: `c 1:3 rwm`, `a *:* r`.
final class DeviceRules {

    private static final Pattern RULE = Pattern.compile("([acb]) ([0-9]+|\\*):([0-9]+|\\*) ([rwm]{1,3})");
    private static final Pattern ACCESS = Pattern.compile("[rwm]{1,3}");

    private DeviceRules() {}

    static DeviceRule parse(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw new InvalidInputException("invalid device cgroup rule format: '" + text + "'");
        }
        return new DeviceRule(rule.group(1), number(rule.group(2)), number(rule.group(3)), rule.group(4));
    }

    static void checkAccess(String access) {
        if (!ACCESS.matcher(access).matches()) {
            throw new InvalidInputException("invalid device permissions \"" + access + "\": expected some of \"rwm\"");
        }
    }

    private static @Nullable Long number(String text) {
        return text.equals("*") ? null : Long.valueOf(text);
    }
}
