// I have a matrix of Eigen's.     from_eigen OUT.png
#include <limn/interop/eigen.hpp>
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return std::puts("usage: from_eigen OUT.png"), 2;

  // Row by row, as images lie: pixel (x, y) is matrix(y, x), and nothing is copied.
  Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> matrix(180, 240);
  for (Eigen::Index y = 0; y < 180; ++y) {
    for (Eigen::Index x = 0; x < 240; ++x) {
      matrix(y, x) = std::sin(static_cast<float>(x) / 20) * std::sin(static_cast<float>(y) / 20);
    }
  }
  const limn::Mask peaks = limn::threshold(matrix, 0.5F);

  // Eigen's default is column by column: the image is that of the transpose, still without a copy.
  const Eigen::MatrixXf columns = matrix;
  const auto transposed = columns.transpose();
  const limn::Mask turned = limn::threshold(transposed, 0.5F);

  // An image as a matrix.
  limn::Image<float> brighter = limn::copy(matrix);
  limn::as_matrix(brighter).array() += 1;

  std::printf("%zu peaks, %zu in the transpose\n", limn::regions(peaks).size(), limn::regions(turned).size());
  limn::write_png(argv[1], limn::overlay(brighter, peaks));
}
