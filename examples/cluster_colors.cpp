// How do I part a picture by color, or reduce its colors?     cluster_colors IN.png OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: cluster_colors IN.png OUT.png"), 2;
  const auto picture = limn::read_rgb8(argv[1]);

  // The same seed gives the same clusters, on every machine.
  const auto clusters = limn::kmeans(picture, {.clusters = 5, .seed = 1});

  // Row k of the centers is the mean color of cluster k.
  std::vector<limn::Rgb<std::uint8_t>> colors;
  for (limn::Index k = 0; k < clusters.centers.height(); ++k) {
    const auto center = clusters.centers.row(k);
    const auto byte = [&](std::size_t channel) { return static_cast<std::uint8_t>(center[channel] + 0.5); };
    colors.push_back({byte(0), byte(1), byte(2)});
    std::printf("cluster %td: color (%d, %d, %d)\n", k, byte(0), byte(1), byte(2));
  }

  // The picture in those colors.
  const auto reduced =
      limn::transform(clusters.labels, [&](std::int32_t label) { return colors[static_cast<std::size_t>(label)]; });
  limn::write_png(argv[2], reduced);
  std::printf("%td rounds\n", static_cast<limn::Index>(clusters.iterations));
}
