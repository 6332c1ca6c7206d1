#include "picture.hpp"

#include <limn/draw/display.hpp>
#include <limn/io/io.hpp>

namespace tool {

limn::Size<2> Picture::size() const {
  return std::visit([](const auto& image) { return image.size(); }, gray);
}

Picture read_picture(const std::string& path) {
  const limn::FileInfo info = limn::read_info(path);
  const bool deep = info.bits > 8, colored = info.channels >= 3;
  Picture picture;
  if (deep) picture.gray = limn::read_gray16(path);
  else picture.gray = limn::read_gray8(path);
  if (colored) picture.color = limn::read_rgb8(path);
  picture.pixels = std::string(colored ? "rgb" : "gray") + (deep ? "16" : "8");
  return picture;
}

limn::Image<Color> displayed(const Picture& picture) {
  if (picture.color) return *picture.color;
  return std::visit([](const auto& image) { return limn::display(image); }, picture.gray);
}

}  // namespace tool
