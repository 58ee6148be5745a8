package dev.onionyard.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileModeTests {

    @ParameterizedTest
    @CsvSource({
        "755, rwxr-xr-x",
        "644, rw-r--r--",
        "000, ---------",
        "4755, rwsr-xr-x",
        "4644, rwSr--r--",
        "2755, rwxr-sr-x",
        "2745, rwxr-Sr-x",
        "1777, rwxrwxrwt",
        "1776, rwxrwxrwT",
        "7777, rwsrwsrwt"
    })
    void printsBitsAsListingsDo(String octal, String symbolic) {
        assertThat(FileMode.symbolic(Integer.parseInt(octal, 8))).isEqualTo(symbolic);
    }
}
