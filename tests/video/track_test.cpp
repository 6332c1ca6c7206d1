#include <limn/video/track.hpp>

#include <cmath>
#include <cstdint>

#include "reference/video_track.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::TrackChange;
using limn::TrackEvent;

namespace limn {
inline std::ostream& operator<<(std::ostream& out, const TrackEvent& event) {
  return out << "{frame " << event.frame << ", change " << static_cast<int>(event.change) << ", id " << event.id
             << ", other " << event.other << '}';
}
}  // namespace limn

namespace {

using Events = std::vector<TrackEvent>;

/// labels({"11.2"}): digits are labels.
limn::LabelImage<> labels(std::initializer_list<const char*> rows) {
  limn::LabelImage<> result(
      Size<2>{static_cast<Index>(std::string(*rows.begin()).size()), static_cast<Index>(rows.size())});
  Index y = 0;
  for (const char* row : rows) {
    for (Index x = 0; x < result.width(); ++x) result(x, y) = row[x] == '.' ? 0 : row[x] - '0';
    ++y;
  }
  return result;
}

/// Boxes that wander over a picture, later ones over earlier ones, numbered anew in every frame.
template <class L, std::size_t R>
std::vector<Image<L, R>> wandering_boxes(const Size<R>& size, int frames, unsigned seed) {
  std::mt19937 generator(seed);
  const auto below = [&](Index n) { return static_cast<Index>(generator() % static_cast<unsigned>(n)); };
  struct Mover {
    limn::Point<R> at;
    limn::Size<R> size;
  };
  std::vector<Mover> movers(7);
  for (Mover& mover : movers) {
    for (std::size_t axis = 0; axis < R; ++axis) {
      mover.at[axis] = below(size[axis]);
      mover.size[axis] = 1 + below(4);
    }
  }
  std::vector<Image<L, R>> result;
  for (int i = 0; i < frames; ++i) {
    Image<L, R> frame(size);
    for (Mover& mover : movers) {
      for (std::size_t axis = 0; axis < R; ++axis) mover.at[axis] += below(3) - 1;
      if (below(6) == 0) continue;  // not seen
      // Sometimes two share a label, and so are one object.
      const L label = static_cast<L>(1 + below(9));
      for (Index n = 0; n < limn::pixel_count(size); ++n) {
        limn::Point<R> p{};
        Index rest = n;
        for (std::size_t axis = 0; axis < R; ++axis) {
          p[axis] = rest % size[axis];
          rest /= size[axis];
        }
        bool inside = true;
        for (std::size_t axis = 0; axis < R; ++axis) {
          inside = inside && p[axis] >= mover.at[axis] && p[axis] < mover.at[axis] + mover.size[axis];
        }
        if (inside) frame(p) = label;
      }
    }
    result.push_back(std::move(frame));
  }
  return result;
}

template <class L, std::size_t R>
void check_against_reference(const Size<R>& size, unsigned seed) {
  for (const Index memory : {0, 1, 3}) {
    for (const double min_overlap : {0.0, 0.1, 0.5, 1.0}) {
      const limn::TrackOptions options{.min_overlap = min_overlap, .memory = memory};
      limn::LabelTracker<R> tracker(options);
      reference::LabelTracker expected(options);
      for (const auto& frame : wandering_boxes<L>(size, 12, seed)) {
        const auto should = expected.track(frame);
        const auto is = tracker.track(frame);
        REQUIRE(is.labels == should.labels);
        REQUIRE(is.events == should.events);
      }
      CHECK(tracker.frames() == 12);
    }
  }
}

}  // namespace

TEST_CASE("LabelTracker: ids stay when labels change") {
  limn::LabelTracker tracker;
  const auto first = tracker.track(labels({"5..33"}));
  CHECK(first.labels == labels({"2..11"}));
  CHECK(first.events == Events{{0, TrackChange::appeared, 1, 0}, {0, TrackChange::appeared, 2, 0}});
  const auto second = tracker.track(labels({"1..2."}));
  CHECK(second.labels == labels({"2..1."}));
  CHECK(second.events.empty());
  CHECK(tracker.frames() == 2);
  CHECK(tracker.ids() == 2);
}

TEST_CASE("LabelTracker: of a split, the largest part keeps the id") {
  limn::LabelTracker tracker;
  static_cast<void>(tracker.track(labels({"111111"})));
  const auto split = tracker.track(labels({"1.2223"}));
  CHECK(split.labels == labels({"2.1113"}));
  CHECK(split.events == Events{{1, TrackChange::split, 2, 1}, {1, TrackChange::split, 3, 1}});
}

TEST_CASE("LabelTracker: of a merge, the largest contributor gives the id") {
  limn::LabelTracker tracker;
  static_cast<void>(tracker.track(labels({"1.222.33"})));
  const auto merged = tracker.track(labels({"44444.55"}));
  CHECK(merged.labels == labels({"22222.33"}));
  CHECK(merged.events == Events{{1, TrackChange::merged, 1, 2}});
  // Without memory, what comes out again is new.
  const auto apart = tracker.track(labels({"1.222.33"}));
  CHECK(apart.labels == labels({"4.222.33"}));
  CHECK(apart.events == Events{{2, TrackChange::split, 4, 2}});
}

TEST_CASE("LabelTracker: ties go to the smaller id, then to the smaller label") {
  limn::LabelTracker tracker;
  static_cast<void>(tracker.track(labels({"11.22"})));
  CHECK(tracker.track(labels({"33333"})).labels == labels({"11111"}));
  CHECK(tracker.track(labels({"22.11"})).labels == labels({"33.11"}));
}

TEST_CASE("LabelTracker: overlaps below the least do not count") {
  for (const double min_overlap : {0.5, 0.6}) {
    CAPTURE(min_overlap);
    limn::LabelTracker tracker({.min_overlap = min_overlap});
    static_cast<void>(tracker.track(labels({"11...."})));
    const auto moved = tracker.track(labels({".2222."}));
    if (min_overlap == 0.5) {
      CHECK(moved.events.empty());
    } else {
      CHECK(moved.events == Events{{1, TrackChange::appeared, 2, 0}, {1, TrackChange::lost, 1, 0}});
    }
  }
}

TEST_CASE("LabelTracker: what is missing comes back within the memory, and not after") {
  for (const Index gap : {1, 2, 3}) {
    CAPTURE(gap);
    limn::LabelTracker tracker({.memory = 2});
    static_cast<void>(tracker.track(labels({"11.22"})));
    for (Index i = 0; i < gap; ++i) {
      const auto without = tracker.track(labels({"...22"}));
      CHECK(without.events == (i == 0 ? Events{{1, TrackChange::lost, 1, 0}} : Events{}));
    }
    const auto back = tracker.track(labels({".1.22"}));
    CHECK(back.labels == (gap <= 2 ? labels({".1.22"}) : labels({".3.22"})));
    CHECK(back.events ==
          Events{{gap + 1, gap <= 2 ? TrackChange::returned : TrackChange::appeared, gap <= 2 ? 1 : 3, 0}});
  }
}

TEST_CASE("LabelTracker: what was merged for a moment comes back under its id") {
  limn::LabelTracker tracker({.memory = 1});
  static_cast<void>(tracker.track(labels({"1.222"})));
  CHECK(tracker.track(labels({"11111"})).labels == labels({"22222"}));
  const auto apart = tracker.track(labels({"1.222"}));
  CHECK(apart.labels == labels({"1.222"}));
  CHECK(apart.events == Events{{2, TrackChange::returned, 1, 2}});
}

TEST_CASE("LabelTracker: parts that rejoin within the memory have the id of the whole again, and not after") {
  for (const Index memory : {0, 1, 2, 3}) {
    CAPTURE(memory);
    limn::LabelTracker tracker({.memory = memory});
    static_cast<void>(tracker.track(labels({"111111111"})));
    CHECK(tracker.track(labels({"2222.1.33"})).labels == labels({"1111.2.33"}));
    CHECK(tracker.track(labels({".2...1333"})).labels == labels({".1...2333"}));
    // Two frames after they parted, the smallest part is the oldest.
    const auto joined = tracker.track(labels({".44444444"}));
    CHECK(joined.labels == (memory >= 2 ? labels({".11111111"}) : labels({".33333333"})));
    CHECK(joined.events == (memory >= 2 ? Events{{3, TrackChange::merged, 2, 1}, {3, TrackChange::merged, 3, 1}}
                                        : Events{{3, TrackChange::merged, 1, 3}, {3, TrackChange::merged, 2, 3}}));
  }
}

TEST_CASE("LabelTracker: parts of parts rejoin as the oldest of them") {
  limn::LabelTracker tracker({.memory = 3});
  static_cast<void>(tracker.track(labels({"11111111"})));
  CHECK(tracker.track(labels({"222.1111"})).labels == labels({"222.1111"}));
  CHECK(tracker.track(labels({"1.2.3333"})).labels == labels({"2.3.1111"}));
  CHECK(tracker.track(labels({"1.22.333"})).labels == labels({"2.33.111"}));
  // Without the first, and so among the parts of the second: 3 shares more, 2 is older.
  const auto part = tracker.track(labels({"4444.333"}));
  CHECK(part.labels == labels({"2222.111"}));
  CHECK(part.events == Events{{4, TrackChange::merged, 3, 2}});
}

TEST_CASE("LabelTracker: a whole that goes on elsewhere is not called back by a part of it") {
  limn::LabelTracker tracker({.memory = 3});
  static_cast<void>(tracker.track(labels({"111111111"})));
  CHECK(tracker.track(labels({"22222.111"})).labels == labels({"11111.222"}));
  const auto next = tracker.track(labels({"222.11111"}));  // one pixel of 1 is with 2 now
  CHECK(next.labels == labels({"111.22222"}));
  CHECK(next.events.empty());
}

TEST_CASE("LabelTracker: what rejoins is merged into the whole, though it shares more with a stranger") {
  limn::LabelTracker tracker({.memory = 3});
  static_cast<void>(tracker.track(labels({"111111111111.222222"})));
  CHECK(tracker.track(labels({"111111.33333.222222"})).labels == labels({"111111.33333.222222"}));
  const auto rejoined = tracker.track(labels({".....44445555555555"}));
  CHECK(rejoined.labels == labels({".....11112222222222"}));
  CHECK(rejoined.events == Events{{2, TrackChange::merged, 3, 1}});
}

TEST_CASE("LabelTracker: strangers that meet do not rejoin") {
  limn::LabelTracker tracker({.memory = 3});
  static_cast<void>(tracker.track(labels({"11.22222"})));
  CHECK(tracker.track(labels({"33333333"})).labels == labels({"22222222"}));
}

TEST_CASE("LabelTracker: empty frames, and none") {
  limn::LabelTracker tracker;
  CHECK(tracker.track(limn::LabelImage<>(Size<2>{3, 2})).events.empty());
  CHECK(tracker.ids() == 0);
  limn::LabelTracker nothing({.memory = 1});
  for (int i = 0; i < 3; ++i) CHECK(nothing.track(limn::LabelImage<>()).labels.empty());
}

TEST_CASE("LabelTracker: layouts and in place") {
  const auto frames = wandering_boxes<std::int32_t>(Size<2>{12, 9}, 6, 5);
  for (const auto layout : {Relaid<std::int32_t, 2>::padded, Relaid<std::int32_t, 2>::flipped}) {
    limn::LabelTracker plain({.memory = 2}), relaid({.memory = 2});
    for (const auto& frame : frames) {
      const auto expected = plain.track(frame);
      const Relaid<std::int32_t, 2> moved(limn::view(frame), layout);
      CHECK(relaid.track_into(moved.view(), moved.view()) == expected.events);
      CHECK(limn::copy(moved.view()) == expected.labels);
    }
  }
}

TEST_CASE("LabelTracker equals the reference") {
  for (unsigned seed = 1; seed < 12; ++seed) {
    CAPTURE(seed);
    check_against_reference<std::int32_t>(Size<2>{12, 9}, seed);
  }
  check_against_reference<std::uint8_t>(Size<2>{1, 40}, 1);
  check_against_reference<std::uint16_t>(Size<2>{9, 9}, 2);
  check_against_reference<std::int64_t>(Size<3>{6, 5, 4}, 3);
}

TEST_CASE("LabelTracker: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(limn::LabelTracker<>({.min_overlap = 1.5}),
                       "limn::LabelTracker: min_overlap is 1.5 but must lie in [0, 1]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::LabelTracker<>({.min_overlap = std::nan("")}),
                       "limn::LabelTracker: min_overlap is nan but must lie in [0, 1]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::LabelTracker<>({.memory = -1}), "limn::LabelTracker: memory is -1, below 0",
                       std::invalid_argument);
  limn::LabelTracker tracker;
  static_cast<void>(tracker.track(labels({"1."})));
  CHECK_THROWS_WITH_AS(static_cast<void>(tracker.track(labels({"1.."}))),
                       "limn::LabelTracker::track: the label image is 3x1 but the first one is 2x1",
                       std::invalid_argument);
  limn::LabelImage<> out(Size<2>{3, 1});
  CHECK_THROWS_WITH_AS(tracker.track_into(labels({"1."}), out),
                       "limn::LabelTracker::track_into: the output is 3x1 but the label image is 2x1",
                       std::invalid_argument);
  CHECK(tracker.frames() == 1);
}
