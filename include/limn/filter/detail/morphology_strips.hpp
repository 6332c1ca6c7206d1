#pragma once
/// \file
/// Several steps of morphology strip by strip, so that what lies between them stays in the caches.

#include <limn/core/config.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/view.hpp>
#include <limn/filter/structuring_element.hpp>

#include <cstddef>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Part of an image, and the part around it that decides what stands there.
template <std::size_t R>
struct MorphologyStrip {
  Box<R> own;      // in the image
  Box<R> context;  // in the image
  Box<R> inner;    // `own` in the context
};

/// Calls `body(strip, pixels of its context, executor for it)` for strips along the last axis that make up the image.
/// The strips go to the executor; where the element is so large that they would be few, there is one, which has the
/// executor for itself. \param reach  how often the element, or its reflection, is laid over what the one before gave.
template <class T, std::size_t R, class E, class Body>
void for_each_strip(const ImageView<T, R>& image, const StructuringElement& element, Index reach, E& executor,
                    const Body& body) {
  constexpr std::size_t last = R - 1;
  constexpr Index cache = Index{1} << 18, few = 4;
  const Size<R> size = image.size();
  const Index total = size[last], margin = reach * (element.size()[last] - 1);
  Index layer = static_cast<Index>(sizeof(T));
  for (std::size_t axis = 0; axis < last; ++axis) layer *= size[axis];
  if (total == 0 || layer == 0) return;
  Index thickness = cache / layer > 16 * margin ? cache / layer : 16 * margin;
  if (thickness < 16) thickness = 16;
  const Box<R> all{{}, size};
  if ((total + thickness - 1) / thickness < few) return body(MorphologyStrip<R>{all, all, all}, image, executor);
  executor((total + thickness - 1) / thickness, [&](Index i) {
    MorphologyStrip<R> strip{all, all, all};
    const Index begin = i * thickness, end = begin + thickness < total ? begin + thickness : total;
    const Index from = begin > margin ? begin - margin : 0, to = end < total - margin ? end + margin : total;
    strip.own.origin[last] = begin;
    strip.context.origin[last] = from;
    strip.inner.origin[last] = begin - from;
    strip.own.size[last] = strip.inner.size[last] = end - begin;
    strip.context.size[last] = to - from;
    body(strip, subview(image, strip.context), sequential);
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
