#include <limn/core/concepts.hpp>

#include <vector>

#include "support/images.hpp"

namespace foreign {

/// An image type of somebody else, which joins by the hook that argument-dependent lookup finds.
struct Picture {
  std::vector<float> pixels;
  long columns = 0, rows = 0;
};
inline limn::ImageView<float> limn_view(Picture& p) { return {p.pixels.data(), limn::Size{p.columns, p.rows}}; }
inline limn::ImageView<const float> limn_view(const Picture& p) {
  return {p.pixels.data(), limn::Size{p.columns, p.rows}};
}

struct NoPicture {};
inline int limn_view(NoPicture&) { return 0; }

}  // namespace foreign

using limn::Image;
using limn::ImageView;

static_assert(limn::AnyImage<Image<float>> && limn::AnyImage<const Image<float>&>);
static_assert(limn::AnyImage<ImageView<const float, 3>> && limn::AnyImage<foreign::Picture>);
static_assert(!limn::AnyImage<int> && !limn::AnyImage<std::vector<float>> && !limn::AnyImage<foreign::NoPicture>);
static_assert(limn::GrayImage<const foreign::Picture&>);

static_assert(limn::WritableImage<Image<float>&> && limn::WritableImage<ImageView<float>>);
static_assert(limn::WritableImage<const ImageView<float>&> && limn::WritableImage<foreign::Picture&>);
static_assert(!limn::WritableImage<const Image<float>&> && !limn::WritableImage<ImageView<const float>>);
static_assert(!limn::WritableImage<const foreign::Picture&>);

static_assert(limn::OutputOf<limn::Mask&, limn::Binary> && !limn::OutputOf<limn::Mask&, std::uint8_t>);
static_assert(limn::GrayImage<Image<std::uint8_t>> && !limn::GrayImage<limn::Mask>);
static_assert(limn::MaskImage<limn::Mask> && !limn::MaskImage<Image<std::uint8_t>>);
static_assert(limn::ColorImage<Image<limn::Rgb<float>>> && !limn::ColorImage<Image<float>>);
static_assert(limn::LabelsImage<limn::LabelImage<>> && !limn::LabelsImage<Image<float>>);
static_assert(limn::SameRank<Image<float, 3>, limn::Volume<int>> && !limn::SameRank<Image<float>, limn::Volume<int>>);
static_assert(std::is_same_v<limn::pixel_t<const foreign::Picture&>, float>);
static_assert(limn::rank_v<limn::Volume<float>> == 3);

TEST_CASE("limn_view: a foreign image is read and written without a copy") {
  foreign::Picture picture{{1, 2, 3, 4, 5, 6}, 3, 2};
  CHECK(limn::copy(picture) == limn_test::image<float>({{1, 2, 3}, {4, 5, 6}}));
  limn::fill(picture, 7);
  CHECK(picture.pixels == std::vector<float>(6, 7));
  CHECK(limn::const_view(picture).pixels() == picture.pixels.data());
  CHECK(limn::subview(picture, limn::Box<2>{{1, 0}, {2, 2}}).pixels() == picture.pixels.data() + 1);
}
