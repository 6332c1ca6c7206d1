#pragma once
// Picture files for tests: the bytes of one, the complaint about one, and PNG chunk by chunk.

#include <limn/io/io.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limn {
template <class T>
std::ostream& operator<<(std::ostream& out, const Rgba<T>& p) {
  return out << '(' << +p.r << ' ' << +p.g << ' ' << +p.b << ' ' << +p.a << ')';
}
}  // namespace limn

namespace limn_test {

/// The bytes of a file, which may hold any character.
using Bytes = std::string;

inline std::span<const std::byte> as_file(const Bytes& bytes) { return std::as_bytes(std::span(bytes)); }

inline std::string data_path(const std::string& name) { return std::string(LIMN_TEST_DATA) + "/" + name; }

inline Bytes load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

/// What the IoError of `f` says, without the name of the file; "none" if there is no error.
template <class F>
std::string reason_of(F&& f) {
  try {
    f();
  } catch (const limn::IoError& error) {
    return std::string(error.what()).substr(error.path().size() + 2);
  }
  return "none";
}

/// Why the file cannot be read as a picture.
inline std::string refusal(const Bytes& bytes) {
  return reason_of([&] { static_cast<void>(limn::read_rgba8(as_file(bytes))); });
}

inline Bytes big32(std::uint32_t v) {
  return {static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8), static_cast<char>(v)};
}
inline Bytes big16(std::uint32_t v) { return {static_cast<char>(v >> 8), static_cast<char>(v)}; }

/// A bit at a time, as the specification of PNG defines it.
inline std::uint32_t crc(std::string_view bytes) {
  std::uint32_t c = 0xffffffffu;
  for (const char byte : bytes) {
    c ^= static_cast<unsigned char>(byte);
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xedb88320u ^ c >> 1 : c >> 1;
  }
  return ~c;
}

/// zlib without compression.
inline Bytes stored(const Bytes& raw) {
  Bytes out("\x78\x01", 2);
  std::uint32_t a = 1, b = 0;
  for (const char c : raw) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  for (std::size_t at = 0; at == 0 || at < raw.size(); at += 65535) {
    const std::size_t length = raw.size() - at < 65535 ? raw.size() - at : 65535;
    out += at + length == raw.size() ? '\1' : '\0';
    for (const std::size_t v : {length, ~length}) {
      out += static_cast<char>(v & 255);
      out += static_cast<char>(v >> 8 & 255);
    }
    out += raw.substr(at, length);
  }
  return out + big32(b << 16 | a);
}

inline const Bytes png_signature("\x89PNG\r\n\x1a\n", 8);

inline Bytes chunk(const std::string& name, const Bytes& data = {}) {
  return big32(static_cast<std::uint32_t>(data.size())) + name + data + big32(crc(name + data));
}

enum ColorType { gray = 0, color = 2, palette = 3, gray_alpha = 4, color_alpha = 6 };

inline Bytes ihdr(std::uint32_t width, std::uint32_t height, int bits, int color_type, int interlace = 0) {
  return chunk("IHDR", big32(width) + big32(height) + static_cast<char>(bits) + static_cast<char>(color_type) +
                           Bytes(2, '\0') + static_cast<char>(interlace));
}

/// A PNG of the raw bytes: each row with its filter before it. `extra` are the chunks before the pixels.
inline Bytes png(std::uint32_t width, std::uint32_t height, int bits, int color_type, const Bytes& raw,
                 const Bytes& extra = {}, int interlace = 0) {
  return png_signature + ihdr(width, height, bits, color_type, interlace) + extra + chunk("IDAT", stored(raw)) +
         chunk("IEND");
}

}  // namespace limn_test
