// The first program in the README: finds coins.png in the folder it runs in.
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>

int main() {
  const auto picture = limn::read_gray8("coins.png");
  const auto smooth = limn::gaussian(picture, {.sigma = 1});
  const limn::Mask bright = limn::threshold(smooth, limn::otsu(smooth));
  const auto [labels, count] = limn::label_components(bright);
  for (const auto& object : limn::regions(labels)) {
    std::printf("object %td: %td pixels\n", object.label, object.area);
  }
  limn::write_png("coins_overlay.png", limn::overlay(picture, labels));
}
