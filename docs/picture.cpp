// Pictures for the documentation: shrinks PNG files and lays them out in rows that are all equally wide.
//
//   limn_docs_picture WIDTH OUT.png IN.png... [/ IN.png...]...     each "/" begins another row

#include <limn/io/io.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <vector>

namespace {

using limn::Index;
using Color = limn::Rgb<std::uint8_t>;
using Picture = limn::Image<Color>;

constexpr Index gap = 4;
constexpr Color paper{255, 255, 255};

/// How much of each pixel of `from` goes into pixel `i` of `to`: calls `f(pixel, share)`.
template <class F>
void for_each_share(Index i, Index to, Index from, F&& f) {
  const double step = static_cast<double>(from) / static_cast<double>(to);
  const double begin = static_cast<double>(i) * step, end = begin + step;
  for (auto k = static_cast<Index>(begin); k < from && static_cast<double>(k) < end; ++k) {
    f(k, (std::min)(end, static_cast<double>(k + 1)) - (std::max)(begin, static_cast<double>(k)));
  }
}

/// Writes the picture into `place`, scaled to its size: every pixel is the mean of the area it stands for.
void scale_into(const Picture& picture, const limn::ImageView<Color>& place) {
  for (Index y = 0; y < place.height(); ++y) {
    for (Index x = 0; x < place.width(); ++x) {
      double r = 0, g = 0, b = 0, area = 0;
      for_each_share(y, place.height(), picture.height(), [&](Index from_y, double height) {
        for_each_share(x, place.width(), picture.width(), [&](Index from_x, double width) {
          const Color& color = picture(from_x, from_y);
          const double share = width * height;
          r += share * color.r, g += share * color.g, b += share * color.b, area += share;
        });
      });
      const auto mean = [area](double sum) { return static_cast<std::uint8_t>(std::lround(sum / area)); };
      place(x, y) = {mean(r), mean(g), mean(b)};
    }
  }
}

/// The height at which the pictures beside each other are as wide as the page.
Index row_height(const std::vector<Picture>& row, Index width) {
  double aspects = 0;
  for (const auto& picture : row)
    aspects += static_cast<double>(picture.width()) / static_cast<double>(picture.height());
  const Index free = width - gap * (static_cast<Index>(row.size()) - 1);
  return (std::max)(Index{1}, static_cast<Index>(std::lround(static_cast<double>(free) / aspects)));
}

Picture lay_out(const std::vector<std::vector<Picture>>& rows, Index width) {
  Index height = gap * (static_cast<Index>(rows.size()) - 1);
  for (const auto& row : rows) height += row_height(row, width);
  Picture page(limn::Size{width, height}, paper);
  Index top = 0;
  for (const auto& row : rows) {
    const Index tall = row_height(row, width);
    Index left = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const double wide = static_cast<double>(row[i].width() * tall) / static_cast<double>(row[i].height());
      const bool last = i + 1 == row.size();
      const Index right = last ? width : (std::min)(width, left + static_cast<Index>(std::lround(wide)));
      scale_into(row[i], limn::subview(page, {{left, top}, {right - left, tall}}));
      left = right + gap;
    }
    top += tall + gap;
  }
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::vector<std::vector<Picture>> rows(1);
    for (int i = 3; i < argc; ++i) {
      if (std::string_view(argv[i]) == "/") rows.emplace_back();
      else rows.back().push_back(limn::read_rgb8(argv[i]));
    }
    const Index width = argc > 3 ? std::atoi(argv[1]) : 0;
    if (width < 1) {
      std::fputs("usage: limn_docs_picture WIDTH OUT.png IN.png... [/ IN.png...]...\n", stderr);
      return 2;
    }
    limn::write_png(argv[2], lay_out(rows, width));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "limn_docs_picture: %s\n", error.what());
    return 1;
  }
}
