package dev.onionyard.network;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Labels as a JSON object in a text column.
@Converter
class LabelsConverter implements AttributeConverter<Map<String, String>, String> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public String convertToDatabaseColumn(Map<String, String> labels) {
        return JSON.writeValueAsString(new TreeMap<>(labels));
    }

    @Override
    public Map<String, String> convertToEntityAttribute(String text) {
        return JSON.readValue(text, new TypeReference<Map<String, String>>() {});
    }
}
