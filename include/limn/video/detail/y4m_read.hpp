#pragma once
/// \file
/// Reading YUV4MPEG2: the lines of text, and the samples behind them.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/video/detail/y4m_names.hpp>
#include <limn/video/y4m_header.hpp>

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// What a stream says, and the errors of it, which name stream and frame.
class Y4mParser {
 public:
  Y4mParser(std::istream& in, const std::string& name) : in_(in), name_(name) {}

  [[nodiscard]] Y4mHeader header(Index max_pixels) {
    const std::string line = read_line(y4m_magic, "is no YUV4MPEG2 stream");
    Y4mHeader header{.rate = {}, .interlacing = '?'};
    std::string seen;
    for_each_word(std::string_view(line).substr(y4m_magic.size()), [&](std::string_view word) {
      const char key = word[0];
      if (key != 'X') {
        if (seen.find(key) != std::string::npos) fail(message("there are two parameters ", word.substr(0, 1)));
        seen += key;
      }
      parameter(header, key, word);
    });
    if (header.size.width == 0 || header.size.height == 0) fail("there is no size: parameters W and H are needed");
    if (header.size.width > max_pixels / header.size.height) {
      fail(message("frames of ", header.size, " have more pixels than the limit, ", max_pixels));
    }
    return header;
  }

  /// False at the end of the stream.
  [[nodiscard]] bool frame_line(std::string& parameters) {
    if (in_.peek() == std::istream::traits_type::eof()) {
      if (in_.bad()) fail("cannot be read");
      return false;
    }
    constexpr std::string_view word = "FRAME";
    const std::string line = read_line(word, "does not begin with the word FRAME");
    parameters = line.size() > word.size() + 1 ? line.substr(word.size() + 1) : std::string();
    return true;
  }

  void plane(Image<std::uint8_t>& plane, int) {
    read(reinterpret_cast<char*>(plane.pixels().data()), plane.pixels().size());
  }
  void plane(Image<std::uint16_t>& plane, int bits) {
    const std::size_t width = static_cast<std::size_t>(plane.width()), bytes = bits > 8 ? 2 : 1;
    row_.resize(bytes * width);
    for (Index y = 0; y < plane.height(); ++y) {
      read(row_.data(), row_.size());
      std::uint16_t* const out = view(plane).row_pointer(y);
      for (std::size_t x = 0; x < width; ++x) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(row_[bytes * x + i]); };
        const int value = bytes == 1 ? byte(0) : byte(0) | byte(1) << 8;
        if (value >> bits != 0) fail(message("a sample is ", value, " but has ", bits, " bits"));
        out[x] = static_cast<std::uint16_t>(value);
      }
    }
  }

  void begin_frame(Index number) {
    where_ = message("frame ", number, ": ");
    read_ = 0;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const { throw IoError(name_, where_ + reason); }

  /// A line that begins with `word`, without its end. Other bytes are refused at once, so that what is no such stream
  /// is not read to the end of its first line.
  [[nodiscard]] std::string read_line(std::string_view word, const char* complaint) {
    std::string line;
    for (int c = in_.get(); c != '\n'; c = in_.get()) {
      if (c == std::istream::traits_type::eof()) fail(in_.bad() ? "cannot be read" : "ends within the header");
      if (line.size() < word.size() && static_cast<char>(c) != word[line.size()]) fail(complaint);
      if (line.size() == y4m_longest_line) fail(message("the header is longer than ", y4m_longest_line, " bytes"));
      line += static_cast<char>(c);
    }
    if (line.size() < word.size() || (line.size() > word.size() && line[word.size()] != ' ')) fail(complaint);
    return line;
  }

  template <class F>
  static void for_each_word(std::string_view text, const F& f) {
    while (!text.empty()) {
      const std::size_t end = text.find(' ');
      if (end != 0) f(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  void parameter(Y4mHeader& header, char key, std::string_view word) {
    const std::string_view value = word.substr(1);
    switch (key) {
      case 'W': header.size.width = static_cast<Index>(number(word, value, 1)); break;
      case 'H': header.size.height = static_cast<Index>(number(word, value, 1)); break;
      case 'F': header.rate = ratio(word, value); break;
      case 'A': header.aspect = ratio(word, value); break;
      case 'I':
        if (value.size() != 1 || std::string_view("ptbm?").find(value[0]) == std::string_view::npos) {
          fail(message("interlacing ", quoted(value), " is none of p, t, b, m and ?"));
        }
        header.interlacing = value[0];
        break;
      case 'C': color(header, value); break;
      case 'X': header.extensions.emplace_back(value); break;
      default: fail(message("unknown parameter ", quoted(word)));
    }
  }

  void color(Y4mHeader& header, std::string_view value) {
    for (const Y4mColor& known : y4m_colors) {
      for (const int bits : {8, 9, 10, 12, 14, 16}) {
        if (value != known.name && value != y4m_color_name(known.chroma, bits)) continue;
        header.chroma = bits == 8 ? known.chroma : y4m_plain(known.chroma);
        header.bits = bits;
        return;
      }
    }
    fail(message("colors ", quoted(value),
                 " are none of 420, 420jpeg, 420mpeg2, 420paldv, 411, 422, 444, mono and their "
                 "deep forms, such as 420p10 and mono16"));
  }
  [[nodiscard]] static YuvChroma y4m_plain(YuvChroma chroma) {
    return chroma == YuvChroma::c420mpeg2 || chroma == YuvChroma::c420paldv ? YuvChroma::c420jpeg : chroma;
  }

  [[nodiscard]] std::int64_t number(std::string_view word, std::string_view digits, std::int64_t least) const {
    std::int64_t value = 0;
    bool good = !digits.empty();
    for (const char c : digits) {
      good = good && c >= '0' && c <= '9' && value <= y4m_largest_number;
      if (good) value = 10 * value + (c - '0');
    }
    if (!good || value < least || value > y4m_largest_number) {
      fail(message("parameter ", quoted(word), " is no number from ", least, " to ", y4m_largest_number));
    }
    return value;
  }

  [[nodiscard]] Y4mRatio ratio(std::string_view word, std::string_view value) const {
    const std::size_t colon = value.find(':');
    if (colon == std::string_view::npos) fail(message("parameter ", quoted(word), " is no ratio, such as 25:1"));
    const Y4mRatio result{number(word, value.substr(0, colon), 0), number(word, value.substr(colon + 1), 0)};
    if ((result.numerator == 0) != (result.denominator == 0)) {
      fail(message("parameter ", quoted(word), " has one zero; unknown is 0:0"));
    }
    return result;
  }

  /// In quotes, shortened, without what would disturb a terminal.
  [[nodiscard]] static std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text.substr(0, 40)) result += c < ' ' || c > '~' ? '.' : c;
    return result + (text.size() > 40 ? "...\"" : "\"");
  }

  void read(char* to, std::size_t bytes) {
    in_.read(to, static_cast<std::streamsize>(bytes));
    read_ += in_.gcount();
    if (in_.gcount() != static_cast<std::streamsize>(bytes)) {
      fail(in_.bad() ? std::string("cannot be read") : message("ends after ", read_, " bytes of its samples"));
    }
  }

  std::istream& in_;
  const std::string& name_;
  std::string where_;
  std::vector<char> row_;
  std::streamsize read_ = 0;
};

[[nodiscard]] inline Y4mHeader read_y4m_header(std::istream& in, const std::string& name, Index max_pixels) {
  return Y4mParser(in, name).header(max_pixels);
}

template <class T>
[[nodiscard]] bool read_y4m_frame(std::istream& in, const std::string& name, const Y4mHeader& header, Index number,
                                  std::string& parameters, YuvFrame<T>& frame) {
  if (header.bits > 8 * static_cast<int>(sizeof(T))) {
    throw_invalid_argument("limn::Y4mReader::read: samples have ", header.bits, " bits, which bytes do not hold");
  }
  Y4mParser parser(in, name);
  parser.begin_frame(number);
  if (!parser.frame_line(parameters)) return false;
  resize_yuv(frame, header.size, header.chroma);
  for (Image<T>* plane : {&frame.y, &frame.u, &frame.v}) {
    if (!plane->empty()) parser.plane(*plane, header.bits);
  }
  return true;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
