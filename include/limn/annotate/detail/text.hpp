#pragma once
/// \file
/// Numbers and text as JSON and XML write them, whatever the locale.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline void append_number(std::string& text, Index value) {
  char digits[24];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

/// The fewest digits that read back as the same number; what is not finite, which JSON cannot say, is null.
inline void append_number(std::string& text, double value) {
  if (!(value - value == 0)) {
    text += "null";
    return;
  }
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

/// Two digits.
inline void append_hex(std::string& text, std::uint8_t byte) {
  constexpr char digits[] = "0123456789abcdef";
  (text += digits[byte / 16]) += digits[byte % 16];
}

/// How many bytes at the front of `text` are one character in UTF-8; 0 if they are none. Not so are characters written
/// longer than need be, halves of surrogate pairs, and what lies beyond U+10FFFF.
[[nodiscard]] inline std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : 4;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                     (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

/// Calls `escape(byte)` for ASCII and copies all else; bytes that are no UTF-8 become U+FFFD.
template <class F>
void append_utf8(std::string& text, std::string_view value, const F& escape) {
  while (!value.empty()) {
    const std::size_t length = utf8_length(value);
    if (length == 0) text += "\xEF\xBF\xBD";
    else if (length == 1) escape(value[0]);
    else text += value.substr(0, length);
    value.remove_prefix(length == 0 ? 1 : length);
  }
}

/// In quotes.
inline void append_json(std::string& text, std::string_view value) {
  text += '"';
  append_utf8(text, value, [&text](char c) {
    if (c == '"' || c == '\\') (text += '\\') += c;
    else if (c == '\n') text += "\\n";
    else if (c == '\t') text += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20) append_hex(text += "\\u00", static_cast<std::uint8_t>(c));
    else text += c;
  });
  text += '"';
}

/// As the text of an element or, in double quotes, of an attribute; control characters, U+FFFE and U+FFFF, which XML
/// cannot hold, become U+FFFD.
inline void append_xml(std::string& text, std::string_view value) {
  const std::size_t start = text.size();
  append_utf8(text, value, [&text](char c) {
    if (c == '&') text += "&amp;";
    else if (c == '<') text += "&lt;";
    else if (c == '>') text += "&gt;";
    else if (c == '"') text += "&quot;";
    else if (c == '\n' || c == '\t') text += c == '\n' ? "&#10;" : "&#9;";
    else if (static_cast<unsigned char>(c) < 0x20) text += "\xEF\xBF\xBD";
    else text += c;
  });
  for (const char last : {'\xBE', '\xBF'}) {
    const char wrong[] = {'\xEF', '\xBF', last, '\0'};
    for (std::size_t at = start; (at = text.find(wrong, at)) != std::string::npos;) text[at + 2] = '\xBD';
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
