// region/: GrabCut of a natural picture from a box, beside OpenCV's; and the flow of its graph, beside OpenCV's own.

#include <limn/region/grab_cut.hpp>

#include <cmath>
#include <memory>
#include <vector>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#include <opencv2/imgproc/detail/gcgraph.hpp>
#endif

namespace {

using limn::Index;
using Color = limn::Rgb<std::uint8_t>;

/// Around the astronaut.
limn::Box<2> object_box(const limn::Size<2>& size) {
  return {{size.width / 8, size.height / 64}, {size.width * 5 / 8, size.height * 31 / 32}};
}

limn_bench::Case grab_cut(Index size) {
  struct Data {
    limn::Image<Color> picture;
    limn::Mask ours;
    limn::Image<std::uint8_t> peer;
  };
  const auto data = std::make_shared<Data>();
  data->picture = limn_bench::natural_rgb(size);
  data->ours = limn::Mask(data->picture.size());
  data->peer = limn::Image<std::uint8_t>(data->picture.size());
  const auto box = object_box(data->picture.size());
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = 4 * work.pixels;
  work.null = [data] { limn_bench::null_pass(data->picture, data->ours); };
  work.limn = [data, box] { limn::grab_cut_into(data->picture, box, data->ours); };
#if defined(LIMN_BENCH_OPENCV)
  const cv::Mat in(static_cast<int>(size), static_cast<int>(size), CV_8UC3, data->picture.pixels().data());
  const cv::Rect rect(static_cast<int>(box.origin.x), static_cast<int>(box.origin.y), static_cast<int>(box.size.width),
                      static_cast<int>(box.size.height));
  work.opencv = [in, rect, out = limn_bench::mat(data->peer)]() mutable {
    cv::theRNG().state = 0xffffffff;
    cv::Mat background, foreground;
    cv::grabCut(in, out, rect, background, foreground, 5, cv::GC_INIT_WITH_RECT);
  };
  // The two begin at clusters of their own, so that they need not end alike: nor do OpenCV's from two seeds.
  work.check = [data] {
    double both = 0, either = 0;
    for (std::size_t i = 0; i < data->ours.pixels().size(); ++i) {
      const bool ours = limn::is_foreground(data->ours.pixels()[i]), peer = (data->peer.pixels()[i] & 1) != 0;
      both += ours && peer ? 1 : 0;
      either += ours || peer ? 1 : 0;
    }
      return both >= 0.9 * either;
  };
#endif
  return work;
}

/// A graph as those of GrabCut: what is outside of the box is certain, what is inside leans to one side by its red.
limn_bench::Case max_flow(Index size) {
  struct Data {
    limn::Image<Color> picture;
    limn::LabelImage<> terminals;
    std::vector<std::int32_t> arcs;  // of each pixel, to its neighbors 4 to 7; less than 0 where there is none
    limn::Mask ours, peer;
    std::int64_t sent = 0;
    double peer_sent = 0;
  };
  const auto data = std::make_shared<Data>();
  data->picture = limn_bench::natural_rgb(size);
  data->ours = data->peer = limn::Mask(data->picture.size());
  data->terminals = limn::LabelImage<>(data->picture.size());
  const auto box = object_box(data->picture.size());
  const auto near = limn::neighbors<2>(limn::Connectivity::full);
  for (Index y = 0; y < size; ++y) {
    for (Index x = 0; x < size; ++x) {
      const Color here = data->picture(x, y);
      const bool inside = limn::contains(box.size, limn::Point<2>{x, y} - box.origin);
      data->terminals(x, y) = inside ? (here.r - 128) * 60 : -limn::detail::GridFlow<8>::hard;
      for (int d = 4; d < 8; ++d) {
        const auto to = limn::Point<2>{x, y} + near.offsets[static_cast<std::size_t>(d)];
        if (!limn::contains(data->picture.size(), to)) {
          data->arcs.push_back(-1);
          continue;
        }
        const Color there = data->picture(to);
        const double dr = here.r - there.r, dg = here.g - there.g, db = here.b - there.b;
        const double cost = 32767 * std::exp(-0.005 * (dr * dr + dg * dg + db * db));
        data->arcs.push_back(static_cast<std::int32_t>(d == 5 || d == 7 ? cost / std::sqrt(2.0) : cost));
      }
    }
  }
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = 32 * work.pixels;
  work.null = [data] { limn_bench::null_pass(data->picture, data->ours); };
  work.limn = [data, near] {
    const limn::detail::Frame<2> frame(data->picture.size());
    Index offsets[8];
    for (std::size_t d = 0; d < 8; ++d) offsets[d] = frame.offset(near.offsets[d]);
    limn::detail::GridFlow<8> flow(frame.count, offsets);
    const std::int32_t* arc = data->arcs.data();
    for (Index y = 0; y < data->ours.height(); ++y) {
      for (Index x = 0; x < data->ours.width(); ++x) {
        const Index place = frame.row(y) + x;
        flow.add_terminal(place, data->terminals(x, y));
        for (int d = 4; d < 8; ++d, ++arc) {
          if (*arc >= 0) flow.set_arc(place, d, *arc);
        }
      }
    }
    data->sent = flow.run();
    limn::detail::write_cut(flow, frame, limn::view(data->ours));
  };
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [data, near] {
    const auto count = static_cast<int>(data->terminals.pixels().size()), width = static_cast<int>(data->peer.width());
    cv::detail::GCGraph<double> graph(static_cast<unsigned>(count), 8 * static_cast<unsigned>(count));
    for (const std::int32_t terminal : data->terminals.pixels()) {
      graph.addTermWeights(graph.addVtx(), terminal > 0 ? terminal : 0, terminal < 0 ? -terminal : 0);
    }
    const std::int32_t* arc = data->arcs.data();
    for (int i = 0; i < count; ++i) {
      for (std::size_t d = 4; d < 8; ++d, ++arc) {
        const int to = i + static_cast<int>(near.offsets[d].x) + width * static_cast<int>(near.offsets[d].y);
        if (*arc >= 0) graph.addEdges(i, to, *arc, *arc);
      }
    }
    data->peer_sent = graph.maxFlow();
    for (std::size_t i = 0; i < data->terminals.pixels().size(); ++i) {
      data->peer.pixels()[i] = limn::to_binary(graph.inSourceSegment(static_cast<int>(i)));
    }
  };
  work.check = [data] { return static_cast<double>(data->sent) == data->peer_sent; };
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(graph_cut_cases) {
  for (const Index size : {512, 1024}) {
    limn_bench::add({"region/grab_cut/rgb8/" + std::to_string(size), 2, [size] { return grab_cut(size); }});
    limn_bench::add({"region/max_flow/8/" + std::to_string(size), 2, [size] { return max_flow(size); }});
  }
}
