#include <limn/annotate/read_coco.hpp>

#include <cstdio>
#include <fstream>
#include <string>

#include "annotate/maps.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

limn::CocoDataset with_annotation(const std::string& members) {
  return limn::parse_coco_json(R"({"images":[{"id":3,"width":4,"height":2}],"categories":[{"id":1,"name":"a"}],
                                   "annotations":[{"id":1,"image_id":3,"category_id":1,)" +
                               members + "}]}");
}

limn::Mask segmented(const std::string& segmentation) {
  return limn::to_mask(with_annotation("\"segmentation\":" + segmentation).annotations[0].mask);
}

}  // namespace

TEST_CASE("parse_coco_json: polygons, run lengths, compressed ones") {
  CHECK(segmented("[[1,0,3,0,3,1,1,1],[3.25,0.8,4.5,0.8,4.5,7,3.25,7]]") == mask({".##.", "...#"}));
  // Where polygons overlap, a pixel is in both.
  CHECK(segmented("[[0,0,3,0,3,1,0,1],[1,0,4,0,4,1,1,1]]") == mask({"####", "...."}));
  CHECK(segmented(R"({"size":[2,4],"counts":[1,2,5]})") == mask({".#..", "#..."}));
  CHECK(segmented(R"({"size":[2,4],"counts":"125"})") == mask({".#..", "#..."}));
  CHECK(segmented("[]") == mask({"....", "...."}));
}

TEST_CASE("parse_coco_json: what is not told") {
  const auto annotation = with_annotation("\"segmentation\":[]").annotations[0];
  CHECK_FALSE(annotation.crowd);
  CHECK(annotation.score == 1);
  const auto other = with_annotation(R"("segmentation":[],"iscrowd":1,"score":0.25,"more":{})").annotations[0];
  CHECK(other.crowd);
  CHECK(other.score == 0.25);
  CHECK(with_annotation("\"segmentation\":[],\"iscrowd\":true").annotations[0].crowd);
  for (const char* none : {"false", "0", "0.0", "null"}) {
    CHECK_FALSE(with_annotation(std::string("\"segmentation\":[],\"iscrowd\":") + none).annotations[0].crowd);
  }
  CHECK(with_annotation("\"segmentation\":[],\"score\":null").annotations[0].score == 1);
  CHECK(limn::parse_coco_json(R"({"images":[{"id":1,"file_name":null,"width":1,"height":1}]})").images[0].file_name ==
        "");
  CHECK(limn::parse_coco_json("{}") == limn::CocoDataset());
}

TEST_CASE("parse_coco_json: the pixels of any of many polygons") {
  // Squares of 2 x 2, each of which covers a pixel of the next.
  for (const int count : {1, 2, 3, 7, 8, 9}) {
    std::string polygons;
    for (int i = 0; i < count; ++i) {
      const std::string low = std::to_string(i), high = std::to_string(i + 2);
      polygons.append(i > 0 ? ",[" : "[").append(low).append(",").append(low).append(",").append(high).append(",");
      polygons.append(low).append(",").append(high).append(",").append(high).append(",").append(low).append(",");
      polygons.append(high).append("]");
    }
    const std::string image = R"({"images":[{"id":1,"width":12,"height":12}],"annotations":[)";
    const std::string entry = R"({"id":1,"image_id":1,"category_id":1,"segmentation":[)";
    const auto read = limn::parse_coco_json(image + entry + polygons + "]}]}");
    CHECK(limn::area(read.annotations[0].mask) == 3 * count + 1);
  }
}

TEST_CASE("parse_coco_json: what was written comes back") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    limn::CocoDataset dataset;
    limn::add_to_coco(dataset, drawn_map(), "\xC3\xA9 \"\\\x1F.png");
    limn::add_to_coco(dataset, random_map(size, seed++), "b.png");
    dataset.annotations.back().score = 0.1 + 0.2;
    dataset.annotations.front().crowd = true;
    dataset.annotations.push_back({99, 1, 2, {{5, 3}, {}}});
    for (const auto masks : {limn::CocoMasks::polygons, limn::CocoMasks::run_lengths}) {
      const std::string text = limn::to_coco_json(dataset, masks);
      CHECK(limn::parse_coco_json(text) == dataset);
      CHECK(limn::to_coco_json(limn::parse_coco_json(text), masks) == text);
    }
  }
}

TEST_CASE("read_coco: a file") {
  const char* const path = "limn_read_coco_test.json";
  std::ofstream(path) << limn::to_coco_json(drawn_map(), "a.png");
  CHECK(limn::instances(limn::read_coco(path), 1).labels == drawn_map().labels);
  std::ofstream(path) << "{";
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::read_coco(path)), "limn_read_coco_test.json: is no JSON", limn::IoError);
  std::remove(path);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::read_coco(path)), "limn_read_coco_test.json: cannot be read",
                       limn::IoError);
}

TEST_CASE("parse_coco_json: errors name the entry and what is wrong with it") {
  const auto want = [](const std::string& text, const char* message) {
    CHECK_THROWS_WITH_AS(static_cast<void>(limn::parse_coco_json(text, "x.json")), message, limn::IoError);
  };
  want("", "x.json: is no JSON");
  want("[]", "x.json: is no object");
  want(R"({"images":{}})", "x.json: images: is no list");
  want(R"({"images":[7]})", "x.json: images[0]: is no object");
  want(R"({"images":[{"id":1.5}]})", "x.json: images[0]: id: is missing or no integer");
  want(R"({"images":[{"id":9223372036854775808}]})", "x.json: images[0]: id: is too large");
  want(R"({"images":[{"id":1,"width":-1}]})", "x.json: images[0]: width: -1 is not in 0..1048576");
  want(R"({"images":[{"id":1,"width":2,"height":1048577}]})",
       "x.json: images[0]: height: 1048577 is not in 0..1048576");
  want(R"({"images":[{"id":1,"file_name":2,"width":2,"height":1}]})", "x.json: images[0]: file_name: is no text");
  want(R"({"images":[{"id":1,"width":2,"height":1},{"id":1,"width":2,"height":1}]})",
       "x.json: images[1]: id: there are two of it");
  want(R"({"annotations":[{"id":1,"image_id":3,"category_id":1}]})",
       "x.json: annotations[0]: image_id: there is no image 3");
  const std::string start = R"({"images":[{"id":1,"width":2,"height":1}],"annotations":[{"id":1,"image_id":1,)";
  want(start + R"("category_id":1,"score":"0.5"}]})", "x.json: annotations[0]: score: is no number");
  want(start + R"("category_id":1,"iscrowd":"0"}]})",
       "x.json: annotations[0]: iscrowd: is neither a number nor a truth value");
}

TEST_CASE("parse_coco_json: errors in a segmentation") {
  const auto want = [](const std::string& segmentation, const std::string& message) {
    const std::string text = "COCO JSON: annotations[0]: segmentation: " + message;
    CHECK_THROWS_WITH_AS(static_cast<void>(segmented(segmentation)), text.c_str(), limn::IoError);
  };
  want("7", "is neither polygons nor run lengths");
  want("[7]", "a polygon is no list");
  want("[[0,0,\"a\",1]]", "a corner is no number");
  want("[[0,0,1]]", "limn::rasterize: 3 numbers are no pairs of x and y");
  want("{}", "size is not the [height, width] of the image");
  want(R"({"size":[4,2],"counts":"8"})", "size is not the [height, width] of the image");
  want(R"({"size":[2,4]})", "counts are missing");
  want(R"({"size":[2,4],"counts":8})", "counts are neither text nor a list");
  want(R"({"size":[2,4],"counts":[8.5]})", "a count is no integer");
  want(R"({"size":[2,4],"counts":[7]})", "limn::decode_rle: the counts sum to 7 but an image of 4x2 has 8 pixels");
  want(R"({"size":[2,4],"counts":"~"})", "limn::decompress_rle: byte 126 at 0 is none of '0' to 'o'");
  CHECK_THROWS_WITH_AS(static_cast<void>(with_annotation("\"score\":1")),
                       "COCO JSON: annotations[0]: segmentation: is missing", limn::IoError);
}
