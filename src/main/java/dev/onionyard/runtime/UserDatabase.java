package dev.onionyard.runtime;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.runtime.OciProcess.OciUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An image's `/etc/passwd` and `/etc/group`: turns what people write (`tomcat`, `1000:1000`, `www-data:adm`)
/// into numbers, as Docker does.
final class UserDatabase {

    private record User(String name, int uid, int gid) {}

    private record Group(String name, int gid, List<String> members) {}

    private final List<User> users = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();

    /// @param passwd text of passwd(5), empty if the image has none
    /// @param group text of group(5), empty if the image has none
    UserDatabase(String passwd, String group) {
        passwd.lines().forEach(this::addUser);
        group.lines().forEach(this::addGroup);
    }

    /// Resolves `user`, `uid`, `user:group`, `uid:gid` or nothing (root). A number need not be in the files. A
    /// user without a group given gets the user's own and those that list the name.
    ///
    /// @throws InvalidInputException in Docker's words if a name is in neither file
    OciUser resolve(String text) {
        int colon = text.indexOf(':');
        String userText = colon < 0 ? text : text.substring(0, colon);
        String groupText = colon < 0 ? "" : text.substring(colon + 1);
        Optional<User> user = findUser(userText.isEmpty() ? "0" : userText);
        int uid = user.map(User::uid).orElseGet(() -> numberOf(userText, "user", "passwd"));
        if (!groupText.isEmpty()) {
            return new OciUser(uid, groupNumber(groupText), List.of());
        }
        List<Integer> additional = user.map(this::groupsOf).orElse(List.of());
        return new OciUser(uid, user.map(User::gid).orElse(0), additional);
    }

    private Optional<User> findUser(String nameOrNumber) {
        return users.stream()
                .filter(user -> user.name.equals(nameOrNumber))
                .findFirst()
                .or(() -> users.stream()
                        .filter(user -> Integer.toString(user.uid).equals(nameOrNumber))
                        .findFirst());
    }

    /// A group by its name or number.
    int groupNumber(String nameOrNumber) {
        return groups.stream()
                .filter(group -> group.name.equals(nameOrNumber))
                .map(Group::gid)
                .findFirst()
                .orElseGet(() -> numberOf(nameOrNumber, "group", "group"));
    }

    private List<Integer> groupsOf(User user) {
        return groups.stream()
                .filter(group -> group.members.contains(user.name))
                .map(Group::gid)
                .toList();
    }

    private static int numberOf(String text, String kind, String file) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Not a number, so it had to be in the file.
        }
        throw new InvalidInputException(
                "unable to find " + kind + " " + text + ": no matching entries in " + file + " file");
    }

    private void addUser(String line) {
        String[] fields = line.split(":", -1);
        if (fields.length >= 4) {
            parse(fields[2])
                    .ifPresent(uid -> parse(fields[3]).ifPresent(gid -> users.add(new User(fields[0], uid, gid))));
        }
    }

    private void addGroup(String line) {
        String[] fields = line.split(":", -1);
        if (fields.length >= 3) {
            List<String> members = fields.length > 3 ? List.of(fields[3].split(",")) : List.of();
            parse(fields[2]).ifPresent(gid -> groups.add(new Group(fields[0], gid, members)));
        }
    }

    private static Optional<Integer> parse(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
