// I have a cv::Mat.     from_opencv OUT.png
#include <limn/interop/opencv.hpp>
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>
#include <opencv2/imgproc.hpp>

int main(int argc, char** argv) {
  if (argc != 2) return std::puts("usage: from_opencv OUT.png"), 2;
  cv::Mat mat(180, 240, CV_8UC1, cv::Scalar(40));
  cv::circle(mat, {80, 90}, 40, cv::Scalar(200), cv::FILLED);
  cv::rectangle(mat, {150, 40}, {210, 150}, cv::Scalar(170), cv::FILLED);

  // A cv::Mat does not say in its type what it holds: name the pixels. Nothing is copied; another type is an exception.
  const limn::ImageView<std::uint8_t> view = limn::mat_view<std::uint8_t>(mat);
  auto found = limn::label_components(limn::threshold(view, limn::otsu(view)));

  // A cv::Mat_ says it: it is an image as it stands.
  const cv::Mat_<std::uint8_t> typed = mat;
  const limn::Mask brightest = limn::threshold(typed, 180);

  // And back, again without a copy.
  const cv::Mat labels = limn::as_mat(found.labels);
  std::printf("%d objects, %zu of them bright; label %d at (180, 90)\n", found.count, limn::regions(brightest).size(),
              labels.at<int>(90, 180));
  limn::write_png(argv[1], limn::overlay(typed, found.labels));
}
