// My picture is a stack of slices.     volume_3d OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdint>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return std::puts("usage: volume_3d OUT.png"), 2;

  // Two balls, one behind the other.
  limn::Volume<float> volume(limn::Size{160, 120, 60}, 10.0F);
  for (limn::Index z = 0; z < volume.depth(); ++z) {
    for (limn::Index y = 0; y < volume.height(); ++y) {
      for (limn::Index x = 0; x < volume.width(); ++x) {
        const auto near = [&](limn::Point<3> c) {
          return (x - c.x) * (x - c.x) + (y - c.y) * (y - c.y) + (z - c.z) * (z - c.z) < 25 * 25;
        };
        if (near({60, 60, 26}) || near({118, 60, 34})) volume(x, y, z) = 90;
      }
    }
  }

  // The same functions as for pictures. In 3-D a voxel has 6 neighbors (face), 18 (edge) or 26 (full).
  const auto mask = limn::threshold(volume, limn::otsu(volume));
  const auto found = limn::label_components(mask, {.connectivity = limn::Connectivity::face});
  for (const limn::Region<3>& object : limn::regions(found.labels)) {
    const auto [x, y, z] = object.centroid;
    std::printf("object %td: %td voxels around (%.1f, %.1f, %.1f)\n", object.label, object.area, x, y, z);
  }

  // A slice is a picture: no copy either.
  const limn::ImageView<const float> slice(&volume(0, 0, 30), {volume.width(), volume.height()});
  const limn::ImageView<const std::int32_t> labels(&found.labels(0, 0, 30), slice.size());
  limn::write_png(argv[1], limn::overlay(slice, labels));
}
