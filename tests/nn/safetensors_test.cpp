#include <limn/nn/safetensors.hpp>
#include <limn/nn/unet.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "support.hpp"

using limn::IoError;
using limn::nn::open_safetensors;
using limn_test::length_bytes;
using limn_test::safetensors;
using limn_test::TemporaryFile;

namespace {

std::string message_of(const std::string& bytes) {
  const TemporaryFile file(bytes);
  try {
    (void)limn::nn::UNet::load(file.path());
  } catch (const IoError& error) {
    CHECK(error.path() == file.path());
    return std::string(error.what()).substr(file.path().size());
  }
  return "no error";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string entry(const std::string& type, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

std::string one(const std::string& type, const std::string& shape, const std::string& offsets,
                const std::string& data = std::string(16, '\0')) {
  return safetensors(R"({"t":)" + entry(type, shape, offsets) + "}", data);
}

/// A header of `count` empty tensors: it must take time in proportion, not by the square.
std::string many_names(int count) {
  std::string header = "{";
  for (int i = 0; i < count; ++i) {
    if (i > 0) header += ',';
    header += '"' + std::to_string(i) + R"(":)" + entry("U8", "[0]", "[0,0]");
  }
  return safetensors(header + "}");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(from.size() == to.size());
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("safetensors: three types of numbers, any order, any alignment") {
  // 1.5 and -2 as F32, 1.5 and the smallest subnormal as F16, -2 as BF16; one odd byte in front of them.
  const std::string header = R"({"__metadata__":{"by":"hand"},"b":)" + entry("BF16", "[1,1]", "[13,15]") + R"(,"u":)" +
                             entry("U8", "[1]", "[0,1]") + R"(,"h":)" + entry("F16", "[2]", "[9,13]") + R"(,"f":)" +
                             entry("F32", "[2]", "[1,9]") + R"(,"none":)" + entry("F32", "[3,0]", "[15,15]") + "}";
  const std::string data("\x07\x00\x00\xc0\x3f\x00\x00\x00\xc0\x00\x3e\x01\x00\x00\xc0", 15);
  const TemporaryFile file(safetensors(header, data));
  const auto opened = open_safetensors(file.path());
  CHECK(opened.tensors.size() == 5);
  CHECK(opened.tensors.at("b").shape == std::vector<limn::Index>{1, 1});
  CHECK(values(opened, "f") == std::vector<float>{1.5F, -2.0F});
  CHECK(values(opened, "h") == std::vector<float>{1.5F, 5.9604644775390625e-8F});
  CHECK(values(opened, "b") == std::vector<float>{-2.0F});
  CHECK(values(opened, "none").empty());
  CHECK_THROWS_WITH_AS((void)values(opened, "u"),
                       (file.path() + ": tensor 'u' is of type U8, not F32, F16 or BF16").c_str(), IoError);
  CHECK_THROWS_WITH_AS((void)values(opened, "x"), (file.path() + ": has no tensor 'x'").c_str(), IoError);
}

TEST_CASE("safetensors: halves of all kinds") {
  using limn::nn::detail::from_half;
  CHECK(from_half(0x0000) == 0.0F);
  CHECK(std::signbit(from_half(0x8000)));
  CHECK(from_half(0x3c00) == 1.0F);
  CHECK(from_half(0xc000) == -2.0F);
  CHECK(from_half(0x7bff) == 65504.0F);
  CHECK(from_half(0x0400) == 6.103515625e-5F);
  CHECK(from_half(0x83ff) == -6.097555160522461e-5F);
  CHECK(std::isinf(from_half(0x7c00)));
  CHECK(std::isnan(from_half(0x7e01)));
}

TEST_CASE("safetensors: forty hostile files end in errors") {
  const std::string good = limn_test::read_file(limn_test::data_file("transposed.safetensors"));
  const std::string half = limn_test::read_file(limn_test::data_file("half.safetensors"));
  REQUIRE(good.size() > 30000);
  REQUIRE(message_of(good) == "no error");
  const std::string deep = std::string(200000, '[');
  const std::string objects = [] {
    std::string text;
    for (int i = 0; i < 50000; ++i) text += R"({"a":)";
    return text;
  }();
  std::string nan = good, infinite = half, negative = good;
  nan.replace(nan.size() - 4, 4, std::string("\x00\x00\xc0\x7f", 4));
  infinite.replace(infinite.size() - 2, 2, std::string("\x00\x7c", 2));
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "is too short"},
      {"limn", "is too short"},
      {length_bytes(0), "is not a JSON object"},
      {length_bytes(1), "claims a header of 1 bytes"},
      {length_bytes(~0ULL), "claims a header of"},
      {length_bytes(~0ULL - 7) + "{}", "claims a header of"},
      {length_bytes(1ULL << 63) + "{}", "claims a header of"},
      {length_bytes(100'000'001) + "{}", "claims a header of"},
      {safetensors("{}").substr(0, 9), "claims a header of 2 bytes"},
      {safetensors("[]"), "is not a JSON object"},
      {safetensors("null"), "is not a JSON object"},
      {safetensors("{\"a\":"), "is not a JSON object"},
      {safetensors("{} {}"), "is not a JSON object"},
      {safetensors(std::string("{\"\xff\xfe\":1}")), "is not a JSON object"},
      {safetensors(deep), "is not a JSON object"},
      {safetensors(objects), "is not a JSON object"},
      {safetensors(std::string(64, '\0')), "is not a JSON object"},
      {safetensors("{}"), "no U-Net that is known"},
      {safetensors(R"({"t":1})"), "tensor 't' is not described by an object"},
      {safetensors(R"({"t":{}})"), "tensor 't' has no dtype"},
      {one("Q7", "[4]", "[0,16]"), "unknown type 'Q7'"},
      {safetensors(R"({"t":{"dtype":"F32","data_offsets":[0,4]}})", "1234"), "has no shape"},
      {safetensors(R"({"t":{"dtype":"F32","shape":[1]}})", "1234"), "has no data_offsets"},
      {one("F32", "[4]", "[0]"), "has no data_offsets"},
      {one("F32", "[-4]", "[0,16]"), "not a whole number"},
      {one("F32", "[4.0]", "[0,16]"), "not a whole number"},
      {one("F32", "[\"4\"]", "[0,16]"), "not a whole number"},
      {one("F32", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[0,4]"), "has no shape"},
      {one("F32", "[4294967296,4294967296]", "[0,16]"), "overflows"},
      {one("F32", "[18446744073709551615]", "[0,16]"), "has a length of"},
      {one("F32", "[4]", "[0,-16]"), "not whole numbers"},
      {one("F32", "[4]", "[16,0]"), "claims bytes 16 to 0"},
      {one("F32", "[4]", "[4,20]"), "claims bytes 4 to 20 of 16"},
      {one("F32", "[4]", "[18446744073709551600,18446744073709551615]"), "claims bytes"},
      {one("F32", "[4]", "[0,12]"), "has 12 bytes instead of 16"},
      {safetensors(R"({"t":)" + entry("F32", "[2]", "[0,8]") + R"(,"t":)" + entry("F32", "[2]", "[0,8]") + "}",
                   "12345678"),
       "gives a name twice"},
      {safetensors(R"({"t":)" + entry("F32", "[2]", "[0,8]") + R"(,"u":)" + entry("F32", "[2]", "[4,12]") + "}",
                   "123456789012"),
       "overlap"},
      {safetensors(R"({"t":)" + entry("F32", "[2]", "[0,8]").substr(0, 14) +
                       R"(,"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
                   "12345678"),
       "gives a name twice"},
      {one("F32", "[3]", "[4,16]"), "bytes that belong to no tensor, from byte 0"},
      {one("F32", "[3]", "[0,12]"), "bytes that belong to no tensor, from byte 12"},
      {safetensors(" {}"), "is not a JSON object"},
      {safetensors("\xef\xbb\xbf{}"), "is not a JSON object"},
      {safetensors("{}", "x"), "bytes that belong to no tensor"},
      {many_names(30000), "no U-Net that is known"},
      {good.substr(0, good.size() - 4), "claims bytes"},
      {nan, "tensor 'outc.conv.bias' has a value that is not finite"},
      {infinite, "tensor 'outc.conv.bias' has a value that is not finite"},
      {replaced(good, "down1.maxpool_conv.1.double_conv.3.weight", "down1.maxpool_conv.1.double_conv.3.WEIGHT"),
       "has no tensor 'down1.maxpool_conv.1.double_conv.3.weight'"},
      {replaced(good, R"("inc.double_conv.0.weight":{"dtype":"F32","shape":[4,2,3,3])",
                R"("inc.double_conv.0.weight":{"dtype":"F32","shape":[4,3,2,3])"),
       "tensor 'inc.double_conv.0.weight' has shape [4, 3, 2, 3] instead of [0, 0, 3, 3]"},
      {replaced(good, R"("up1.conv.double_conv.0.weight":{"dtype":"F32","shape":[8,16,3,3])",
                R"("up1.conv.double_conv.0.weight":{"dtype":"F32","shape":[16,8,3,3])"),
       "tensor 'up1.conv.double_conv.0.weight' has shape [16, 8, 3, 3] instead of [0, 16, 3, 3]"},
      {replaced(good, R"("inc.double_conv.1.running_var":{"dtype":"F32")",
                R"("inc.double_conv.1.running_var":{"dtype":"I32")"),
       "tensor 'inc.double_conv.1.running_var' is of type I32"},
      {replaced(good, "down1.maxpool_conv.1.double_conv.0.weight", "down9.maxpool_conv.1.double_conv.0.weight"),
       "has no tensor 'down1.maxpool_conv.1.double_conv.0.weight'"},
  };
  CHECK(cases.size() >= 40);
  for (const auto& [bytes, expected] : cases) {
    const std::string& reason = expected;
    const std::string message = message_of(bytes);
    CAPTURE(reason);
    CAPTURE(message);
    CHECK(has(message, reason));
  }
  CHECK_THROWS_WITH_AS((void)open_safetensors("no/such/file"), "no/such/file: cannot be opened", IoError);
  CHECK_THROWS_WITH_AS((void)open_safetensors(LIMN_TEST_DATA), LIMN_TEST_DATA ": is not a file", IoError);
}

TEST_CASE("safetensors: no byte of a header, changed, does more than raise an error") {
  const std::string good = limn_test::read_file(limn_test::data_file("half.safetensors"));
  const TemporaryFile file("", "changed");
  int errors = 0;
  for (std::size_t at = 0; at < 700; at += 3) {
    for (const char to : {'9', '"', '\0'}) {
      std::string bytes = good;
      bytes[at] = to;
      std::ofstream(file.path(), std::ios::binary) << bytes;
      try {
        (void)limn::nn::UNet::load(file.path());
      } catch (const IoError&) {
        ++errors;
      }
    }
  }
  CHECK(errors > 300);
}
