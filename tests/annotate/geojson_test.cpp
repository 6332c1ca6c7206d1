#include <limn/annotate/geojson.hpp>
#include <limn/annotate/rasterize.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "annotate/maps.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("to_geojson: the text of a drawn map") {
  CHECK(limn::to_geojson(drawn_map()) ==
        R"({"type":"FeatureCollection","features":[
{"type":"Feature","id":1,"properties":{"class":"ring","area":8},"geometry":{"type":"Polygon","coordinates":[[[0,0],[3,0],[3,3],[0,3],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}},
{"type":"Feature","id":2,"properties":{"class":"dots","area":2},"geometry":{"type":"MultiPolygon","coordinates":[[[[4,0],[5,0],[5,1],[4,1],[4,0]]],[[[3,1],[4,1],[4,2],[3,2],[3,1]]]]}},
{"type":"Feature","id":3,"properties":{"class":"ring","area":1},"geometry":{"type":"Polygon","coordinates":[[[4,2],[5,2],[5,3],[4,3],[4,2]]]}}]}
)");
  CHECK(limn::to_geojson(limn::InstanceMap()) == "{\"type\":\"FeatureCollection\",\"features\":[]}\n");
}

TEST_CASE("to_geojson: rings that would touch themselves come apart") {
  // Two holes that meet at a corner; and a piece that closes around background at a corner.
  const auto map = limn::instances(image<std::int32_t>({{1, 1, 1, 1, 0, 0, 0, 0},  //
                                                        {1, 0, 1, 1, 0, 2, 2, 2},
                                                        {1, 1, 0, 1, 0, 2, 0, 2},
                                                        {1, 1, 1, 1, 0, 2, 2, 0}}));
  CHECK(limn::to_geojson(map) ==
        R"({"type":"FeatureCollection","features":[
{"type":"Feature","id":1,"properties":{"class":"object","area":14},"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[2,2],[2,3],[3,3],[3,2],[2,2]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}},
{"type":"Feature","id":2,"properties":{"class":"object","area":7},"geometry":{"type":"Polygon","coordinates":[[[5,1],[8,1],[8,3],[7,3],[7,4],[5,4],[5,1]],[[7,3],[7,2],[6,2],[6,3],[7,3]]]}}]}
)");
}

TEST_CASE("to_geojson: outer rings less holes are the pixels, in the order that the RFC wants") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    const auto map = random_map(size, seed++);
    const auto objects = limn::run_masks(map.labels);
    const auto json = nlohmann::json::parse(limn::to_geojson(map));
    REQUIRE(json["features"].size() == objects.size());
    for (std::size_t i = 0; i < objects.size(); ++i) {
      const auto& geometry = json["features"][i]["geometry"];
      auto polygons = geometry["coordinates"];
      if (geometry["type"] == "Polygon") polygons = nlohmann::json::array({polygons});
      limn::RunMask<2> pixels{size, {}};
      for (const auto& polygon : polygons) {
        for (std::size_t r = 0; r < polygon.size(); ++r) {
          CHECK(polygon[r].front() == polygon[r].back());
          std::vector<double> corners;
          limn::Ring ring;
          for (std::size_t k = 0; k + 1 < polygon[r].size(); ++k) {
            ring.push_back({polygon[r][k][0].get<Index>(), polygon[r][k][1].get<Index>()});
            corners.insert(corners.end(), {polygon[r][k][0].get<double>(), polygon[r][k][1].get<double>()});
          }
          CHECK((limn::ring_area(ring) > 0) == (r == 0));
          std::sort(ring.begin(), ring.end(),
                    [](const auto& a, const auto& b) { return a.y != b.y ? a.y < b.y : a.x < b.x; });
          CHECK(std::adjacent_find(ring.begin(), ring.end()) == ring.end());
          const auto inside = limn::rasterize(corners, size);
          pixels = r == 0 ? limn::unite(pixels, inside) : limn::subtract(pixels, inside);
        }
      }
      CHECK(pixels == objects[i]);
    }
  }
}

TEST_CASE("to_geojson: names are escaped") {
  auto map = drawn_map();
  map.class_names[1] = "a\"\xFF";
  CHECK(limn::to_geojson(map).find("\"class\":\"a\\\"\xEF\xBF\xBD\"") != std::string::npos);
}
