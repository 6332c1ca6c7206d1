#pragma once
/// \file
/// Writing YUV4MPEG2.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/video/detail/y4m_names.hpp>
#include <limn/video/y4m_header.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline void write_y4m_bytes(std::ostream& out, const std::string& name, const char* bytes, std::size_t count) {
  if (!out.write(bytes, static_cast<std::streamsize>(count))) throw IoError(name, "cannot be written");
}
inline void write_y4m_bytes(std::ostream& out, const std::string& name, const std::string& text) {
  write_y4m_bytes(out, name, text.data(), text.size());
}

inline void write_y4m_header(std::ostream& out, const std::string& name, const Y4mHeader& header) {
  const auto ratio = [](char key, const Y4mRatio& r) {
    if (r.numerator < 0 || r.denominator < 0 || (r.numerator == 0) != (r.denominator == 0)) {
      throw_invalid_argument("limn::Y4mWriter: ", key == 'F' ? "rate" : "aspect", " is ", r.numerator, ":",
                             r.denominator, ", neither a positive ratio nor 0:0");
    }
    return std::string{' ', key} + message(r.numerator, ":", r.denominator);
  };
  const Size<2>& size = header.size;
  if (size.width < 1 || size.height < 1 || size.width > y4m_largest_number || size.height > y4m_largest_number) {
    throw_invalid_argument("limn::Y4mWriter: frames are ", size);
  }
  if (!is_y4m_depth(header.bits)) {
    throw_invalid_argument("limn::Y4mWriter: bits is ", header.bits, ", none of 8, 9, 10, 12, 14 and 16");
  }
  if (header.interlacing == '\0' || std::string_view("ptbm?").find(header.interlacing) == std::string_view::npos) {
    throw_invalid_argument("limn::Y4mWriter: interlacing is none of p, t, b, m and ?");
  }
  std::string line = message(y4m_magic, " W", size.width, " H", size.height) + ratio('F', header.rate) + " I" +
                     header.interlacing + ratio('A', header.aspect) + " C" + y4m_color_name(header.chroma, header.bits);
  for (const std::string& extension : header.extensions) {
    if (extension.find_first_of(" \n") != std::string::npos) {
      throw_invalid_argument("limn::Y4mWriter: extension \"", extension, "\" has a space or a line break");
    }
    line += " X" + extension;
  }
  if (line.size() > y4m_longest_line) {
    throw_invalid_argument("limn::Y4mWriter: the header is longer than ", y4m_longest_line, " bytes");
  }
  write_y4m_bytes(out, name, line + "\n");
}

template <class T>
void write_y4m_frame(std::ostream& out, const std::string& name, const Y4mHeader& header, const YuvFrame<T>& frame,
                     std::string_view parameters) {
  constexpr std::string_view function = "limn::Y4mWriter::write";
  require_same_size(function, "the frame", frame.y.size(), "the stream", header.size);
  require_yuv_frame(function, frame, header.chroma);
  if (header.bits > 8 * static_cast<int>(sizeof(T))) {
    throw_invalid_argument(function, ": the stream has ", header.bits, " bits, which bytes do not hold");
  }
  if (parameters.find('\n') != std::string_view::npos || parameters.size() > y4m_longest_line - 6) {
    throw_invalid_argument(function, ": the parameters of the frame have a line break or are too long");
  }
  const auto all = {&frame.y, &frame.u, &frame.v};
  std::vector<char> bytes;
  for (const Image<T>* plane : all) {
    for (const T sample : plane->pixels()) {
      if (header.bits < 8 * static_cast<int>(sizeof(T)) && sample >> header.bits != 0) {
        throw_invalid_argument(function, ": a sample is ", sample, " but the stream has ", header.bits, " bits");
      }
      if (sizeof(T) == 1) break;  // as they lie in memory
      bytes.push_back(static_cast<char>(sample & 255));
      if (header.bits > 8) bytes.push_back(static_cast<char>(sample >> 8 & 255));
    }
  }
  write_y4m_bytes(out, name, parameters.empty() ? "FRAME\n" : message("FRAME ", parameters, "\n"));
  if constexpr (sizeof(T) == 1) {
    for (const Image<T>* plane : all) {
      if (plane->empty()) continue;
      write_y4m_bytes(out, name, reinterpret_cast<const char*>(plane->pixels().data()), plane->pixels().size());
    }
  } else {
    write_y4m_bytes(out, name, bytes.data(), bytes.size());
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
