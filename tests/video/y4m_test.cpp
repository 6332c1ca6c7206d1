#include <limn/video/y4m.hpp>

#include <sstream>

#include "support/images.hpp"

using namespace limn_test;
using namespace std::string_literals;

namespace {

using Bytes = limn::YuvFrame<std::uint8_t>;
using Shorts = limn::YuvFrame<std::uint16_t>;

template <class T>
bool same(const limn::YuvFrame<T>& a, const limn::YuvFrame<T>& b) {
  return a.y == b.y && a.u == b.u && a.v == b.v;
}

template <class T>
limn::YuvFrame<T> random_frame(const limn::Y4mHeader& header, unsigned seed) {
  const Size<2> small = limn::chroma_size(header.size, header.chroma);
  limn::YuvFrame<T> frame{random_image<T>(header.size, seed), random_image<T>(small, seed + 1),
                          random_image<T>(small, seed + 2)};
  for (auto* plane : {&frame.y, &frame.u, &frame.v}) {
    for (T& sample : plane->pixels())
      sample = static_cast<T>(sample >> (8 * static_cast<int>(sizeof(T)) - header.bits));
  }
  return frame;
}

/// The message of the error that reading all of a stream ends in; empty if there is none.
std::string complaint(const std::string& text, Index max_pixels = 1000) {
  std::istringstream in(text);
  try {
    limn::Y4mReader reader(in, "clip", max_pixels);
    Shorts frame;
    while (reader.read(frame)) {
    }
  } catch (const limn::IoError& error) {
    CHECK(error.path() == "clip");
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("Y4mReader: a stream written by hand") {
  std::istringstream in(
      "YUV4MPEG2 W3 H2 F30000:1001 It A10:11 C420mpeg2 XCOLORRANGE=FULL XYSCSS=420MPEG2\nFRAME\nabcdefUXVY"
      "FRAME Itp Xnote\nABCDEFuxvy"s);
  limn::Y4mReader reader(in);
  CHECK(reader.header().size == Size<2>{3, 2});
  CHECK(reader.header().rate == limn::Y4mRatio{30000, 1001});
  CHECK(reader.header().interlacing == 't');
  CHECK(reader.header().aspect == limn::Y4mRatio{10, 11});
  CHECK(reader.header().chroma == limn::YuvChroma::c420mpeg2);
  CHECK(reader.header().bits == 8);
  CHECK(reader.header().extensions == std::vector<std::string>{"COLORRANGE=FULL", "YSCSS=420MPEG2"});
  Bytes frame;
  REQUIRE(reader.read(frame));
  CHECK(reader.frame_parameters().empty());
  CHECK(frame.y == image<std::uint8_t>({{'a', 'b', 'c'}, {'d', 'e', 'f'}}));
  CHECK(frame.u == image<std::uint8_t>({{'U', 'X'}}));
  CHECK(frame.v == image<std::uint8_t>({{'V', 'Y'}}));
  const auto* const memory = frame.y.pixels().data();
  REQUIRE(reader.read(frame));
  CHECK(frame.y.pixels().data() == memory);
  CHECK(reader.frame_parameters() == "Itp Xnote");
  CHECK(frame.y(0, 0) == 'A');
  CHECK_FALSE(reader.read(frame));
  CHECK_FALSE(reader.read(frame));
  CHECK(reader.frames() == 2);
  CHECK(frame.y(0, 0) == 'A');
}

TEST_CASE("Y4mReader: what a header may leave out") {
  std::istringstream in("YUV4MPEG2 H1  W2\n");
  limn::Y4mReader reader(in);
  CHECK(reader.header() == limn::Y4mHeader{.size = {2, 1}, .rate = {}, .interlacing = '?'});
  Bytes frame;
  CHECK_FALSE(reader.read(frame));
}

TEST_CASE("Y4mWriter: a stream to the byte") {
  std::ostringstream out;
  limn::Y4mWriter writer(out, {.size = {2, 1}, .chroma = limn::YuvChroma::c422, .extensions = {"a=b"}});
  writer.write(Bytes{image<std::uint8_t>({{'1', '2'}}), image<std::uint8_t>({{'3'}}), image<std::uint8_t>({{'4'}})});
  writer.write(Bytes{image<std::uint8_t>({{'5', '6'}}), image<std::uint8_t>({{'7'}}), image<std::uint8_t>({{'8'}})},
               "Ip");
  CHECK(out.str() == "YUV4MPEG2 W2 H1 F25:1 Ip A0:0 C422 Xa=b\nFRAME\n1234FRAME Ip\n5678");
  std::ostringstream deep;
  limn::Y4mWriter(deep, {.size = {2, 1}, .chroma = limn::YuvChroma::mono, .bits = 10})
      .write(Shorts{image<std::uint16_t>({{0x0102, 0x0341}}), {}, {}});
  CHECK(deep.str() == "YUV4MPEG2 W2 H1 F25:1 Ip A0:0 Cmono10\nFRAME\n\x02\x01\x41\x03");
}

TEST_CASE_TEMPLATE("y4m: what is written reads back", T, std::uint8_t, std::uint16_t) {
  for (const auto chroma :
       {limn::YuvChroma::mono, limn::YuvChroma::c420jpeg, limn::YuvChroma::c420mpeg2, limn::YuvChroma::c420paldv,
        limn::YuvChroma::c411, limn::YuvChroma::c422, limn::YuvChroma::c444}) {
    for (const int bits : {8, 9, 10, 12, 14, 16}) {
      if (bits > 8 * static_cast<int>(sizeof(T))) continue;
      for (const Size<2> size : {Size<2>{1, 1}, Size<2>{1, 3}, Size<2>{3, 1}, Size<2>{5, 7}, Size<2>{64, 2}}) {
        CAPTURE(size);
        CAPTURE(bits);
        limn::Y4mHeader header{size, {24, 1}, 'm', {1, 1}, chroma, bits, {"COLORRANGE=LIMITED", ""}};
        std::stringstream stream;
        limn::Y4mWriter writer(stream, header);
        std::vector<limn::YuvFrame<T>> frames;
        for (unsigned i = 0; i < 3; ++i) {
          frames.push_back(random_frame<T>(header, 10 * i));
          writer.write(frames.back(), i == 1 ? "Ib" : "");
        }
        limn::Y4mReader reader(stream);
        const bool sited = chroma == limn::YuvChroma::c420mpeg2 || chroma == limn::YuvChroma::c420paldv;
        if (bits > 8 && sited) header.chroma = limn::YuvChroma::c420jpeg;
        CHECK(reader.header() == header);
        limn::YuvFrame<T> frame;
        for (std::size_t i = 0; i < 3; ++i) {
          REQUIRE(reader.read(frame));
          CHECK(same(frame, frames[i]));
          CHECK(reader.frame_parameters() == (i == 1 ? "Ib" : ""));
        }
        CHECK_FALSE(reader.read(frame));
      }
    }
  }
}

TEST_CASE("y4m: samples of 8 bits read into wider ones") {
  std::istringstream in("YUV4MPEG2 W2 H2 C444\nFRAME\nabcdefgh\xff\x00\x80\x01"s);
  limn::Y4mReader reader(in);
  Shorts frame;
  REQUIRE(reader.read(frame));
  CHECK(frame.y == image<std::uint16_t>({{'a', 'b'}, {'c', 'd'}}));
  CHECK(frame.v == image<std::uint16_t>({{255, 0}, {128, 1}}));
}

TEST_CASE("yuv_format: what players guess") {
  limn::Y4mHeader header{.size = {640, 480}};
  CHECK(limn::yuv_format(header) == limn::YuvFormat{});
  header.extensions = {"YSCSS=420JPEG", "COLORRANGE=FULL"};
  CHECK(limn::yuv_format(header).range == limn::YuvRange::full);
  header.size = {1280, 720};
  CHECK(limn::yuv_format(header).matrix == limn::YuvMatrix::bt709);
  header = {.size = {64, 64}, .chroma = limn::YuvChroma::mono, .bits = 12};
  CHECK(limn::yuv_format(header) ==
        limn::YuvFormat{.chroma = limn::YuvChroma::mono, .bits = 12, .range = limn::YuvRange::full});
  header.extensions = {"COLORRANGE=LIMITED"};
  CHECK(limn::yuv_format(header).range == limn::YuvRange::limited);
}

TEST_CASE("Y4mReader: broken headers") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "ends within the header"},
      {"YUV4", "ends within the header"},
      {"\x89PNG\r\n", "is no YUV4MPEG2 stream"},
      {std::string(100000, 'Y'), "is no YUV4MPEG2 stream"},
      {"YUV4MPEG\n", "is no YUV4MPEG2 stream"},
      {"YUV4MPEG22 W1 H1\n", "is no YUV4MPEG2 stream"},
      {"YUV4MPEG2", "ends within the header"},
      {"YUV4MPEG2 W2 H2", "ends within the header"},
      {"YUV4MPEG2\n", "there is no size: parameters W and H are needed"},
      {"YUV4MPEG2 W4\n", "there is no size: parameters W and H are needed"},
      {"YUV4MPEG2 W0 H2\n", "parameter \"W0\" is no number from 1 to 2147483647"},
      {"YUV4MPEG2 W-4 H2\n", "parameter \"W-4\" is no number from 1 to 2147483647"},
      {"YUV4MPEG2 W H2\n", "parameter \"W\" is no number from 1 to 2147483647"},
      {"YUV4MPEG2 W4x H2\n", "parameter \"W4x\" is no number from 1 to 2147483647"},
      {"YUV4MPEG2 W2147483648 H2\n", "parameter \"W2147483648\" is no number from 1 to 2147483647"},
      {"YUV4MPEG2 W99999999999999999999999999999999999999999 H2\n",
       "parameter \"W999999999999999999999999999999999999999...\" is no number from 1 to 2147483647"},
      {"YUV4MPEG2 W2147483647 H2147483647\n", "frames of 2147483647x2147483647 have more pixels than the limit, 1000"},
      {"YUV4MPEG2 W101 H10\n", "frames of 101x10 have more pixels than the limit, 1000"},
      {"YUV4MPEG2 W2 H2 W2\n", "there are two parameters W"},
      {"YUV4MPEG2 W2 H2 F25\n", "parameter \"F25\" is no ratio, such as 25:1"},
      {"YUV4MPEG2 W2 H2 F25:0\n", "parameter \"F25:0\" has one zero; unknown is 0:0"},
      {"YUV4MPEG2 W2 H2 A0:1\n", "parameter \"A0:1\" has one zero; unknown is 0:0"},
      {"YUV4MPEG2 W2 H2 A1:\n", "parameter \"A1:\" is no number from 0 to 2147483647"},
      {"YUV4MPEG2 W2 H2 F1:1:1\n", "parameter \"F1:1:1\" is no number from 0 to 2147483647"},
      {"YUV4MPEG2 W2 H2 Iz\n", "interlacing \"z\" is none of p, t, b, m and ?"},
      {"YUV4MPEG2 W2 H2 I\n", "interlacing \"\" is none of p, t, b, m and ?"},
      {"YUV4MPEG2 W2 H2 C421\n",
       "colors \"421\" are none of 420, 420jpeg, 420mpeg2, 420paldv, 411, 422, 444, mono and their deep forms, such as "
       "420p10 and mono16"},
      {"YUV4MPEG2 W2 H2 Q\x1b[1m\n", "unknown parameter \"Q.[1m\""},
      {"YUV4MPEG2 W2 H2 X" + std::string(5000, 'x') + "\n", "the header is longer than 4096 bytes"}};
  for (const auto& [text, expected] : cases) CHECK(complaint(text) == "clip: " + expected);
  for (const char* colors : {"444alpha", "420p8", "420p11", "420jpegp10", "mono8", "monop10", "p10", ""}) {
    CHECK(complaint("YUV4MPEG2 W2 H2 C"s + colors + "\n").substr(0, 14) == "clip: colors \"");
  }
}

TEST_CASE("Y4mReader: broken frames") {
  const std::string head = "YUV4MPEG2 W2 H2 C420jpeg\n", good = "FRAME\nabcdef";
  const std::pair<std::string, std::string> cases[] = {
      {head + "F", "frame 0: ends within the header"},
      {head + "FRAME", "frame 0: ends within the header"},
      {head + "FRAME\n", "frame 0: ends after 0 bytes of its samples"},
      {head + "FRAME\nabcde", "frame 0: ends after 5 bytes of its samples"},
      {head + good + "FRAMES\nabcdef", "frame 1: does not begin with the word FRAME"},
      {head + good + "x" + good, "frame 1: does not begin with the word FRAME"},
      {head + good + good + "FRAME Ip", "frame 2: ends within the header"},
      {head + good + "FRAME " + std::string(5000, 'x'), "frame 1: the header is longer than 4096 bytes"},
      {head + good + good + "FRAME\nabcd", "frame 2: ends after 4 bytes of its samples"},
      {"YUV4MPEG2 W1 H1 Cmono10\nFRAME\n\xff\x04", "frame 0: a sample is 1279 but has 10 bits"},
      {"YUV4MPEG2 W1 H1 Cmono10\nFRAME\n\xff", "frame 0: ends after 1 bytes of its samples"}};
  for (const auto& [text, expected] : cases) CHECK(complaint(text) == "clip: " + expected);
}

TEST_CASE("y4m: mistakes of the caller, and streams that fail") {
  std::istringstream in("YUV4MPEG2 W1 H1 Cmono16\nFRAME\nab");
  limn::Y4mReader reader(in);
  Bytes bytes;
  CHECK_THROWS_WITH_AS(static_cast<void>(reader.read(bytes)),
                       "limn::Y4mReader::read: samples have 16 bits, which bytes do not hold", std::invalid_argument);

  std::ostringstream out;
  const auto refused = [&out](const limn::Y4mHeader& header, const char* expected) {
    CHECK_THROWS_WITH_AS(limn::Y4mWriter(out, header), expected, std::invalid_argument);
  };
  refused({.size = {0, 4}}, "limn::Y4mWriter: frames are 0x4");
  refused({.size = {4, 4}, .rate = {1, 0}}, "limn::Y4mWriter: rate is 1:0, neither a positive ratio nor 0:0");
  refused({.size = {4, 4}, .aspect = {-1, 1}}, "limn::Y4mWriter: aspect is -1:1, neither a positive ratio nor 0:0");
  refused({.size = {4, 4}, .interlacing = 'x'}, "limn::Y4mWriter: interlacing is none of p, t, b, m and ?");
  refused({.size = {4, 4}, .bits = 11}, "limn::Y4mWriter: bits is 11, none of 8, 9, 10, 12, 14 and 16");
  refused({.size = {4, 4}, .extensions = {"a b"}}, "limn::Y4mWriter: extension \"a b\" has a space or a line break");
  refused({.size = {4, 4}, .extensions = {std::string(4096, 'x')}},
          "limn::Y4mWriter: the header is longer than 4096 bytes");
  CHECK(out.str().empty());

  limn::Y4mWriter writer(out, {.size = {2, 1}, .chroma = limn::YuvChroma::mono, .bits = 10});
  const auto written = out.str();
  CHECK_THROWS_WITH_AS(writer.write(Shorts{Image<std::uint16_t>(Size<2>{1, 1}), {}, {}}),
                       "limn::Y4mWriter::write: the frame is 1x1 but the stream is 2x1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(writer.write(Shorts{image<std::uint16_t>({{1, 1024}}), {}, {}}),
                       "limn::Y4mWriter::write: a sample is 1024 but the stream has 10 bits", std::invalid_argument);
  CHECK_THROWS_WITH_AS(writer.write(Bytes{image<std::uint8_t>({{1, 2}}), {}, {}}),
                       "limn::Y4mWriter::write: the stream has 10 bits, which bytes do not hold",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(writer.write(Shorts{image<std::uint16_t>({{1, 2}}), {}, {}}, "I\n"),
                       "limn::Y4mWriter::write: the parameters of the frame have a line break or are too long",
                       std::invalid_argument);
  CHECK(out.str() == written);
  out.setstate(std::ios::badbit);
  CHECK_THROWS_WITH_AS(writer.write(Shorts{image<std::uint16_t>({{1, 2}}), {}, {}}), "Y4M stream: cannot be written",
                       limn::IoError);
}
