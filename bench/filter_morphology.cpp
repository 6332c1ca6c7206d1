// filter/: erosion and what is made of it; reconstruction, extrema, skeletons; and the cleaning of masks in label/.

#include <limn/filter/extrema.hpp>
#include <limn/filter/morphology.hpp>
#include <limn/filter/reconstruct.hpp>
#include <limn/filter/skeleton.hpp>
#include <limn/label/clear_border.hpp>
#include <limn/label/fill_holes.hpp>
#include <limn/label/remove_small.hpp>
#include <limn/threshold/fixed.hpp>

#include <memory>
#include <string>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Image;
using limn::Index;
using limn::StructuringElement;

template <class T, class D>
struct Data {
  Image<T> in;
  Image<D> out, peer;
};

template <class T, class D = T>
std::shared_ptr<Data<T, D>> data_of(Image<T> in) {
  const auto size = in.size();
  return std::make_shared<Data<T, D>>(Data<T, D>{std::move(in), Image<D>(size), Image<D>(size)});
}

template <class T, class D>
limn_bench::Case work_on(const std::shared_ptr<Data<T, D>>& data) {
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->in.pixels().size());
  work.bytes = static_cast<double>(sizeof(T) + sizeof(D)) * work.pixels;
  work.null = [data] { limn_bench::null_pass(data->in, data->peer); };
  return work;
}

enum class Operation { erode, open, gradient };

/// Against OpenCV, whose results are equal.
template <class T>
limn_bench::Case against_opencv(Image<T> in, const StructuringElement& element, Operation operation) {
  const auto data = data_of<T, T>(std::move(in));
  auto work = work_on(data);
  limn_bench::set_run(work, [data, element, operation](const auto& executor) {
    if (operation == Operation::erode) limn::erode_into(data->in, data->out, element, executor);
    else if (operation == Operation::open) limn::open_into(data->in, data->out, element, executor);
    else limn::morphological_gradient_into(data->in, data->out, element, executor);
  });
#if defined(LIMN_BENCH_OPENCV)
  const cv::Mat shape(static_cast<int>(element.size().height), static_cast<int>(element.size().width), CV_8U,
                      const_cast<limn::Binary*>(element.mask().pixels().data()));
  const int name = operation == Operation::erode  ? cv::MORPH_ERODE
                   : operation == Operation::open ? cv::MORPH_OPEN
                                                  : cv::MORPH_GRADIENT;
  work.opencv = [in = limn_bench::mat(data->in), out = limn_bench::mat(data->peer), kernel = shape.clone(), name] {
    cv::morphologyEx(in, out, name, kernel);
  };
  work.check = [data] { return data->out == data->peer; };
#endif
  return work;
}

template <class T>
Image<T> natural(Index size) {
  return limn::transform(limn_bench::mosaic_gray(size), [](std::uint8_t v) { return static_cast<T>(v * 3); });
}
limn::Mask objects(Index size) { return limn::threshold(limn_bench::mosaic_gray(size), 100); }

/// No peer in OpenCV: the floor alone.
template <class T, class D, class F>
limn_bench::Case alone(Image<T> in, F f) {
  const auto data = data_of<T, D>(std::move(in));
  auto work = work_on(data);
  work.limn = [data, f] { f(data->in, data->out); };
  return work;
}

}  // namespace

LIMN_BENCH_CASES(erosion_cases) {
  for (const Index size : {512, 4096}) {
    const std::string tail = "/" + std::to_string(size);
    const auto add = [&](const std::string& name, auto make) { limn_bench::add({name + tail, 2, make}); };
    for (const Index side : {3, 15, 51}) {
      const auto box = StructuringElement::box(side);
      add("filter/erode/box=" + std::to_string(side),
          [=] { return against_opencv(limn_bench::mosaic_gray(size), box, Operation::erode); });
    }
    for (const double radius : {1.0, 3.0, 10.0, 25.0}) {
      const auto disk = StructuringElement::disk(radius);
      add("filter/erode/disk=" + std::to_string(static_cast<int>(radius)),
          [=] { return against_opencv(limn_bench::mosaic_gray(size), disk, Operation::erode); });
    }
    const auto box = StructuringElement::box(15), disk = StructuringElement::disk(5);
    add("filter/erode/box=15,uint16",
        [=] { return against_opencv(natural<std::uint16_t>(size), box, Operation::erode); });
    add("filter/erode/box=15,float", [=] { return against_opencv(natural<float>(size), box, Operation::erode); });
    add("filter/erode/disk=5,float", [=] { return against_opencv(natural<float>(size), disk, Operation::erode); });
    add("filter/erode/disk=1,float",
        [=] { return against_opencv(natural<float>(size), StructuringElement::disk(1), Operation::erode); });
    add("filter/open/disk=5", [=] { return against_opencv(limn_bench::mosaic_gray(size), disk, Operation::open); });
    add("filter/morphological_gradient/box=3",
        [=] { return against_opencv(limn_bench::mosaic_gray(size), StructuringElement::box(3), Operation::gradient); });
    add("filter/erode/box=15,mask", [=] { return against_opencv(objects(size), box, Operation::erode); });
    add("filter/erode/disk=10,mask",
        [=] { return against_opencv(objects(size), StructuringElement::disk(10), Operation::erode); });
    add("filter/erode/disk=30,mask",
        [=] { return against_opencv(objects(size), StructuringElement::disk(30), Operation::erode); });
  }
}

LIMN_BENCH_CASES(object_cases) {
  for (const Index size : {512, 4096}) {
    const std::string tail = "/" + std::to_string(size);
    const auto add = [&](const std::string& name, auto make) { limn_bench::add({name + tail, 0, make}); };
    using Bytes = Image<std::uint8_t>;
    add("filter/reconstruct/minus_40", [=] {
      return alone<std::uint8_t, std::uint8_t>(limn_bench::mosaic_gray(size), [](const Bytes& in, Bytes& out) {
        limn::transform_into(in, out, [](std::uint8_t v) { return static_cast<std::uint8_t>(v < 40 ? 0 : v - 40); });
        limn::reconstruct_into(out, in, out);
      });
    });
    add("filter/fill_holes/gray", [=] {
      return alone<std::uint8_t, std::uint8_t>(limn_bench::mosaic_gray(size),
                                               [](const Bytes& in, Bytes& out) { limn::fill_holes_into(in, out); });
    });
    add("filter/local_maxima", [=] {
      return alone<std::uint8_t, limn::Binary>(
          limn_bench::mosaic_gray(size), [](const Bytes& in, limn::Mask& out) { limn::local_maxima_into(in, out); });
    });
    add("filter/h_maxima/40", [=] {
      return alone<std::uint8_t, limn::Binary>(
          limn_bench::mosaic_gray(size), [](const Bytes& in, limn::Mask& out) { limn::h_maxima_into(in, out, 40); });
    });
    const auto mask = [&](const std::string& name, void (*f)(const limn::Mask&, limn::Mask&)) {
      add(name, [=] { return alone<limn::Binary, limn::Binary>(objects(size), f); });
    };
    mask("filter/skeleton", [](const limn::Mask& in, limn::Mask& out) { limn::skeleton_into(in, out); });
    mask("label/fill_holes", [](const limn::Mask& in, limn::Mask& out) { limn::fill_holes_into(in, out); });
    mask("label/clear_border", [](const limn::Mask& in, limn::Mask& out) { limn::clear_border_into(in, out); });
    mask("label/remove_small", [](const limn::Mask& in, limn::Mask& out) { limn::remove_small_into(in, out, 64); });
  }
}
