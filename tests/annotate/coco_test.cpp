#include <limn/annotate/coco.hpp>

#include <string>

#include "annotate/maps.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("to_coco_json: the text of a drawn map, polygons") {
  CHECK(limn::to_coco_json(drawn_map(), "a \"b\".png") ==
        R"({"images":[
{"id":1,"file_name":"a \"b\".png","width":5,"height":3}],
"categories":[
{"id":1,"name":"ring"},
{"id":2,"name":"dots"}],
"annotations":[
{"id":1,"image_id":1,"category_id":1,"iscrowd":0,"area":8,"bbox":[0,0,3,3],"segmentation":{"size":[3,5],"counts":"04105"}},
{"id":2,"image_id":1,"category_id":2,"iscrowd":0,"area":2,"bbox":[3,0,2,2],"segmentation":[[4,0,5,0,5,1,4,1],[3,1,4,1,4,2,3,2]]},
{"id":3,"image_id":1,"category_id":1,"iscrowd":0,"area":1,"bbox":[4,2,1,1],"segmentation":[[4,2,5,2,5,3,4,3]]}]}
)");
}

TEST_CASE("to_coco_json: run lengths, crowds, scores and masks without pixels") {
  limn::CocoDataset dataset;
  limn::add_to_coco(dataset, limn::instances(image<int>({{1, 2}})), "");
  dataset.annotations[0].crowd = true;
  dataset.annotations[0].score = 0.1;
  dataset.annotations.push_back({7, 1, 1, {{2, 1}, {}}});
  const std::string text = limn::to_coco_json(dataset);
  CHECK(
      text.find(R"("iscrowd":1,"area":1,"bbox":[0,0,1,1],"score":0.1,"segmentation":{"size":[1,2],"counts":"011"}})") !=
      std::string::npos);
  CHECK(text.find(R"("segmentation":[[1,0,2,0,2,1,1,1]]})") != std::string::npos);
  CHECK(text.find(R"("area":0,"bbox":[0,0,0,0],"segmentation":{"size":[1,2],"counts":"2"}})") != std::string::npos);
  CHECK(limn::to_coco_json(dataset, limn::CocoMasks::run_lengths).find(R"("counts":"11"}})") != std::string::npos);
}

TEST_CASE("to_coco_json: nothing") {
  CHECK(limn::to_coco_json(limn::CocoDataset()) == "{\"images\":[],\n\"categories\":[],\n\"annotations\":[]}\n");
}

TEST_CASE("to_coco_json: names are escaped, and are UTF-8") {
  auto map = drawn_map();
  map.class_names[1] = "a\\b\n\t\x01 \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
  map.class_names[2] = "\xFFx\xC3(\xC0\x80\xED\xA0\x80\xF5\x80\x80\x80\xE2\x82";
  const std::string text = limn::to_coco_json(map, "");
  CHECK(text.find("\"name\":\"a\\\\b\\n\\t\\u0001 \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"") != std::string::npos);
  const std::string bad = "\xEF\xBF\xBD";
  std::string wanted = "\"name\":\"" + bad + "x" + bad + "(";
  for (int i = 0; i < 2 + 3 + 4 + 2; ++i) wanted += bad;
  CHECK(text.find(wanted + "\"") != std::string::npos);
}

TEST_CASE("add_to_coco: ids go on, categories are known by their names") {
  limn::CocoDataset dataset;
  limn::add_to_coco(dataset, drawn_map(), "a.png");
  auto other = drawn_map();
  other.class_names = {"background", "dots", "star"};
  limn::add_to_coco(dataset, other, "b.png");
  CHECK(dataset.images[1] == limn::CocoImage{2, "b.png", {5, 3}});
  CHECK(dataset.categories == std::vector<limn::CocoCategory>{{1, "ring"}, {2, "dots"}, {3, "star"}});
  REQUIRE(dataset.annotations.size() == 6);
  CHECK(dataset.annotations[3].id == 4);
  CHECK(dataset.annotations[3].image_id == 2);
  CHECK(dataset.annotations[3].category_id == 2);
  CHECK(dataset.annotations[4].category_id == 3);
}

TEST_CASE("instances: of a dataset, and back") {
  for (const auto& size : awkward_sizes<2>()) {
    limn::CocoDataset dataset;
    const auto first = drawn_map(), second = random_map(size, 5);
    limn::add_to_coco(dataset, first, "a.png");
    limn::add_to_coco(dataset, second, "b.png");
    const limn::InstanceMap back = limn::instances(dataset, 2);
    CHECK(back.labels == second.labels);
    REQUIRE(back.classes.size() == second.classes.size());
    for (std::size_t i = 0; i < back.classes.size(); ++i) {
      CHECK(back.class_names[static_cast<std::size_t>(back.classes[i])] ==
            second.class_names[static_cast<std::size_t>(second.classes[i])]);
    }
    CHECK(limn::instances(dataset, 1).labels == first.labels);
  }
}

TEST_CASE("instances: a later annotation covers an earlier one; the background may be a category") {
  limn::CocoDataset dataset{{{9, "", {3, 1}}}, {{4, "sea"}, {2, "fish"}}, {}};
  dataset.annotations.push_back({1, 9, 2, {{3, 1}, {{0, 0, 2}}}});
  dataset.annotations.push_back({2, 9, 4, {{3, 1}, {{0, 1, 3}}}});
  const auto map = limn::instances(dataset, 9, "sea");
  CHECK(map.labels == image<std::int32_t>({{1, 2, 2}}));
  CHECK(map.classes == std::vector<std::int32_t>{1, 0});
  CHECK(map.class_names == std::vector<std::string>{"sea", "fish"});
  CHECK(limn::instances(dataset, 9).classes == std::vector<std::int32_t>{2, 1});
}

TEST_CASE("instances: errors name what is wrong") {
  limn::CocoDataset dataset{{{1, "", {3, 1}}}, {{1, "fish"}}, {{5, 1, 2, {{3, 1}, {}}}}};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::instances(dataset, 2)), "limn::instances: there is no image of id 2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::instances(dataset, 1)),
                       "limn::instances: annotation 5 is of category 2, which is missing", std::invalid_argument);
  dataset.annotations[0].mask.size = {4, 1};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::instances(dataset, 1)),
                       "limn::instances: the mask of an annotation is 4x1 but its image is 3x1", std::invalid_argument);
}
