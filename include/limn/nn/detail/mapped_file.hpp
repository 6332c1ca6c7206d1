#pragma once
/// \file
/// The bytes of a file, mapped where the system can map, read elsewhere.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#if defined(__unix__) || defined(__APPLE__)
#define LIMN_DETAIL_MMAP 1
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#else
#define LIMN_DETAIL_MMAP 0
#include <fstream>
#include <iterator>
#include <vector>
#endif

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

/// Bytes that live as long as `owner` does.
struct FileBytes {
  std::shared_ptr<const void> owner;
  std::span<const std::byte> bytes;
};

/// \throws IoError  if the file cannot be opened or read.
[[nodiscard]] inline FileBytes map_file(const std::string& path) {
#if LIMN_DETAIL_MMAP
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw IoError(path, "cannot be opened");
  struct Close {
    int file;
    ~Close() { ::close(file); }
  } const close{file};
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) throw IoError(path, "is not a file");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return {};
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (start == MAP_FAILED) throw IoError(path, "cannot be mapped");
  std::shared_ptr<const void> owner(start, [size](const void* pages) { ::munmap(const_cast<void*>(pages), size); });
  return {std::move(owner), {static_cast<const std::byte*>(start), size}};
#else
  std::ifstream file(path, std::ios::binary);
  if (!file) throw IoError(path, "cannot be opened");
  auto bytes =
      std::make_shared<std::vector<char>>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  if (file.bad()) throw IoError(path, "cannot be read");
  const auto view = std::as_bytes(std::span(*bytes));
  return {std::move(bytes), view};
#endif
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
