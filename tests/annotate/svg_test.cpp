#include <limn/annotate/rasterize.hpp>
#include <limn/annotate/svg.hpp>

#include <limits>
#include <sstream>
#include <string>

#include "annotate/maps.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("to_svg: the text of a drawn map") {
  CHECK(limn::to_svg(drawn_map(), {.picture = "a&b.png", .opacity = 0.25, .stroke_width = 2}) ==
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="5" height="3" viewBox="0 0 5 3">
<image width="5" height="3" href="a&amp;b.png"/>
<g fill-rule="evenodd" fill-opacity="0.25" stroke-width="2">
<path id="object-1" fill="#ffa956" stroke="#ffa956" d="M0 0H3V3H0ZM1 1V2H2V1Z"><title>ring 1</title></path>
<path id="object-2" fill="#6d4aff" stroke="#6d4aff" d="M4 0H5V1H4ZM3 1H4V2H3Z"><title>dots 2</title></path>
<path id="object-3" fill="#15e400" stroke="#15e400" d="M4 2H5V3H4Z"><title>ring 3</title></path>
</g>
</svg>
)");
  CHECK(limn::to_svg(limn::InstanceMap()) ==
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\" viewBox=\"0 0 0 0\">\n"
        "<g fill-rule=\"evenodd\" fill-opacity=\"0.4\" stroke-width=\"1\">\n</g>\n</svg>\n");
}

TEST_CASE("to_svg: paths by the rule of even and odd are the pixels") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    const auto map = random_map(size, seed++);
    const auto objects = limn::run_masks(map.labels);
    const std::string text = limn::to_svg(map);
    std::size_t at = 0;
    for (const auto& object : objects) {
      at = text.find(" d=\"", at) + 4;
      std::istringstream path(text.substr(at, text.find('"', at) - at));
      // What an odd number of rings has.
      limn::RunMask<2> pixels{size, {}};
      std::vector<double> corners;
      for (char command = 0; path >> command;) {
        double x = corners.empty() ? 0 : corners[corners.size() - 2], y = corners.empty() ? 0 : corners.back();
        if (command == 'M') path >> x >> y;
        else if (command == 'H') path >> x;
        else if (command == 'V') path >> y;
        else {
          const auto ring = limn::rasterize(corners, size);
          pixels = limn::subtract(limn::unite(pixels, ring), limn::intersect(pixels, ring));
          corners.clear();
          continue;
        }
        corners.insert(corners.end(), {x, y});
      }
      CHECK(pixels == object);
    }
    CHECK(text.find(" d=\"", at) == std::string::npos);
  }
}

TEST_CASE("to_svg: names are escaped") {
  auto map = drawn_map();
  map.class_names[1] = "<a> & \"b\"\n\x02\xFF";
  CHECK(limn::to_svg(map).find("<title>&lt;a&gt; &amp; &quot;b&quot;&#10;\xEF\xBF\xBD\xEF\xBF\xBD 1</title>") !=
        std::string::npos);
  // U+FFFE and U+FFFF are no characters of XML; their neighbors U+FFFC and U+FFA0 are.
  map.class_names[1] = "\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBC\xEF\xBE\xA0";
  CHECK(limn::to_svg(map).find("<title>\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBC\xEF\xBE\xA0 1</title>") !=
        std::string::npos);
}

TEST_CASE("to_svg: errors name what is wrong") {
  const auto draw = [](const limn::SvgOptions& options) { static_cast<void>(limn::to_svg(drawn_map(), options)); };
  CHECK_THROWS_WITH_AS(draw({.opacity = 2}), "limn::to_svg: opacity is 2 but must lie in [0, 1]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(draw({.stroke_width = -1}), "limn::to_svg: stroke_width is -1 but must be finite and at least 0",
                       std::invalid_argument);
  CHECK_THROWS_AS(draw({.opacity = std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
  CHECK_THROWS_AS(draw({.stroke_width = std::numeric_limits<double>::infinity()}), std::invalid_argument);
}
