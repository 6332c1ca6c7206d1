#pragma once
// A picture as the techniques want it: gray in the depth of its file, and its colors if it has any.

#include <limn/core/image.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace tool {

using Color = limn::Rgb<std::uint8_t>;

struct Picture {
  std::variant<limn::Image<std::uint8_t>, limn::Image<std::uint16_t>> gray;
  std::optional<limn::Image<Color>> color;

  [[nodiscard]] limn::Size<2> size() const;
  /// "gray8", "gray16", "rgb8" or "rgb16": of the file.
  std::string pixels;
};

/// \throws limn::IoError  if the file is no picture that limn reads.
[[nodiscard]] Picture read_picture(const std::string& path);

/// The picture on a screen: its colors, else its gray levels, 16-bit ones from the darkest to the brightest.
[[nodiscard]] limn::Image<Color> displayed(const Picture& picture);

}  // namespace tool
