#pragma once
// Weights files for the tests: those of tests/nn/data, and broken ones.

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace limn_test {

inline std::string data_file(const std::string& name) { return std::string(LIMN_TEST_DATA) + "/" + name; }

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A file that is gone when the test is over.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes, const std::string& name = "weights") {
    static int count = 0;
    path_ = (std::filesystem::temp_directory_path() /
             ("limn_nn_" + std::to_string(reinterpret_cast<std::uintptr_t>(&count)) + "_" + std::to_string(count++) +
              "_" + name))
                .string();
    std::ofstream(path_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The eight bytes in front of a header.
inline std::string length_bytes(std::uint64_t length) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(length >> (8 * i) & 0xffU);
  return bytes;
}

inline std::string safetensors(const std::string& header, const std::string& data = {}) {
  return length_bytes(header.size()) + header + data;
}

}  // namespace limn_test
