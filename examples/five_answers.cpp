// What can be said about a picture: five answers, each from the one before.     five_answers IN.png OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: five_answers IN.png OUT.png"), 2;
  const auto picture = limn::read_gray8(argv[1]);

  // Coins, told apart: brighter than what is around them, whole, and parted where they touch.
  const auto smooth = limn::gaussian(picture, {.sigma = 2});
  const limn::LocalOptions local{.method = limn::LocalMethod::mean, .window = 101, .offset = -10};
  const limn::Mask bright = limn::fill_holes(limn::threshold_local(smooth, local));
  const limn::Mask round = limn::open(bright, limn::StructuringElement::disk(5));
  const auto labels = limn::remove_small(limn::separate_touching(round, {.h = 3}), 400);
  // How sure each pixel is: by how far it is above the level around it.
  auto sure = limn::local_levels(smooth, local);
  for (limn::Index y = 0; y < sure.height(); ++y) {
    for (limn::Index x = 0; x < sure.width(); ++x) {
      const float above = static_cast<float>(smooth(x, y)) - sure(x, y);
      sure(x, y) = above < 0 ? 0 : above / (above + 5);
    }
  }
  // What kind each pixel is of: the background, a small coin or a large one.
  std::vector<int> kind_of{0};
  for (const limn::Region<>& coin : limn::regions(labels)) kind_of.push_back(coin.area < 2000 ? 1 : 2);

  const limn::SemanticMap map = limn::semantic(limn::remap(labels, kind_of), {"background", "small", "large"});
  const limn::InstanceMap coins = limn::instances(map, labels);
  const std::vector<limn::Detection> detections = limn::detect(coins, sure);
  const limn::Detection main_coin = limn::localize(detections);
  const limn::Classification whole = limn::classify(map);

  auto kinds = limn::overlay(picture, map.classes, {.alpha = 0.6, .outline_width = 2});
  const std::vector<std::string> names{"small coin", "large coin"};
  limn::legend_into(names, limn::subview(kinds, {{4, 4}, limn::legend_size(names)}));
  const auto objects = limn::numbers(limn::overlay(picture, coins.labels, {.outline_width = 2}), coins.labels);
  const auto place = limn::boxes(picture, {main_coin}, {.width = 4});
  auto verdict = limn::display(picture);
  const limn::LegendOptions plate{.first = whole.class_id, .scale = 3};
  const std::vector<std::string> class_name{whole.class_name + " coins"};
  limn::legend_into(class_name, limn::subview(verdict, {{12, 6}, limn::legend_size(class_name, plate)}), plate);

  const std::vector<std::string> titles{"The picture",
                                        "1 Semantic map: a class for every pixel",
                                        "2 Instances: a number for every object",
                                        "3 Detections: box, class and score of each",
                                        "4 Localization: where the main object is",
                                        "5 Classification: what the picture shows"};
  const auto pictures =
      limn::montage({limn::display(picture), kinds, objects, limn::boxes(picture, detections), place, verdict},
                    {.columns = 2, .titles = titles});
  limn::write_png(argv[2], pictures);
  std::printf("%td coins; the main one is number %td, %td pixels; %.0f%% of their pixels are of %s ones\n",
              coins.count(), main_coin.label, main_coin.area, 100 * whole.score, whole.class_name.c_str());
}
