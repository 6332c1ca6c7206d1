// Broken files by the thousand: whatever the bytes, each function returns a picture of the size that the header tells,
// or throws an IoError. The seeds are the files of data/.
//
// As a target of libFuzzer, which finds what chance does not:
//   clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -DLIMN_FUZZ -DLIMN_IO_IMPLEMENTATION
//     '-DLIMN_TEST_DATA="tests/io/data"' -Iinclude -Itests tests/io/fuzz_test.cpp -o fuzz && ./fuzz CORPUS
//     tests/io/data

#include "io/files.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <random>

namespace limn_test {
namespace {

/// Right checksums in all chunks that are whole: else nearly every broken PNG would end there.
Bytes with_right_checksums(Bytes bytes) {
  if (bytes.substr(0, png_signature.size()) != png_signature) return bytes;
  for (std::size_t at = png_signature.size(); at + 12 <= bytes.size();) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(bytes[at + i]);
    if (length > bytes.size() - at - 12) break;
    bytes.replace(at + 8 + length, 4, big32(crc(std::string_view(bytes).substr(at + 4, length + 4))));
    at += 12 + length;
  }
  return bytes;
}

/// How many pictures came out, 7 at most.
int read_in_every_way(const Bytes& bytes) {
  const std::span<const std::byte> file = as_file(bytes);
  std::optional<limn::FileInfo> info;
  try {
    info = limn::read_info(file);
    // A small file may truly hold a large picture; to look at many files, leave those out.
    if (info->width * info->height > 1 << 20) return 0;
  } catch (const limn::IoError&) {
  }
  int pictures = 0;
  const auto check = [&](auto read) {
    try {
      const auto image = read(file);
      if (!info || image.width() != info->width || image.height() != info->height) std::abort();
      ++pictures;
    } catch (const limn::IoError&) {
    }
  };
  check([](auto f) { return limn::read_gray8(f); });
  check([](auto f) { return limn::read_gray16(f); });
  check([](auto f) { return limn::read_rgb8(f); });
  check([](auto f) { return limn::read_rgb16(f); });
  check([](auto f) { return limn::read_rgba8(f); });
  check([](auto f) { return limn::read_mask(f); });
  check([](auto f) { return limn::read_labels(f); });
  return pictures;
}

}  // namespace
}  // namespace limn_test

#if defined(LIMN_FUZZ)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  limn_test::read_in_every_way(
      limn_test::with_right_checksums(limn_test::Bytes(reinterpret_cast<const char*>(data), size)));
  return 0;
}

#else

#include <doctest/doctest.h>

namespace limn_test {
namespace {

std::vector<Bytes> seeds() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(LIMN_TEST_DATA)) {
    if (entry.path().extension() != ".py") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  std::vector<Bytes> files;
  for (const std::string& name : names) files.push_back(load(data_path(name)));
  return files;
}

TEST_CASE("a file cut off anywhere is refused") {
  for (const Bytes& seed : seeds()) {
    for (std::size_t size = 0; size < seed.size(); size += 1 + size / 40) {
      CHECK(read_in_every_way(seed.substr(0, size)) == 0);
    }
  }
}

TEST_CASE("bytes changed, moved and lost: a picture or an IoError") {
  std::mt19937 random(1);
  const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  int pictures = 0, files = 0;
  for (const Bytes& seed : seeds()) {
    for (int round = 0; round < 60; ++round, ++files) {
      Bytes bytes = seed;
      for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
        const std::size_t at = below(bytes.size()), length = (std::min)(1 + below(16), bytes.size() - at);
        switch (below(4)) {
          case 0: bytes[at] = static_cast<char>(random() & 255); break;
          case 1: bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(8)); break;
          case 2: bytes.insert(below(bytes.size()), bytes.substr(at, length)); break;
          default: bytes.erase(at, length);
        }
        if (bytes.empty()) break;
      }
      pictures += read_in_every_way(with_right_checksums(bytes)) > 0 ? 1 : 0;
    }
  }
  // Neither all refused nor all read, or the changes would test nothing.
  CHECK(pictures > files / 20);
  CHECK(pictures < files);
}

}  // namespace
}  // namespace limn_test

#endif
