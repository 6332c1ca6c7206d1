#pragma once
/// \file
/// Whole files in and out of memory, with errors that name them.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

[[noreturn]] LIMN_COLD inline void fail_with_errno(const std::string& path, std::string_view what, int error) {
  throw IoError(path, message(what, ": ", std::generic_category().message(error)));
}

/// The bytes of a file; `check(bytes)` sees the first ones and throws if there is no reason to read the rest.
template <class Check>
[[nodiscard]] std::vector<std::uint8_t> read_file(const std::string& path, Check&& check) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) fail_with_errno(path, "cannot be opened", errno);
  std::vector<std::uint8_t> bytes;
  for (std::size_t chunk = std::size_t{1} << 16;; chunk = (std::min)(chunk * 2, std::size_t{1} << 26)) {
    const std::size_t before = bytes.size();
    bytes.resize(before + chunk);
    errno = 0;
    const std::size_t count = std::fread(bytes.data() + before, 1, chunk, file.get());
    bytes.resize(before + count);
    if (std::ferror(file.get()) != 0) fail_with_errno(path, "cannot be read", errno);
    if (before == 0) check(bytes);
    if (count < chunk) return bytes;
  }
}

inline void write_all(File file, const std::string& path, const std::vector<std::byte>& bytes) {
  if (file == nullptr) fail_with_errno(path, "cannot be written", errno);
  errno = 0;
  const bool complete =
      std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() && std::fflush(file.get()) == 0;
  const int error = errno;
  if (!complete) fail_with_errno(path, "cannot be written", error);
  if (std::fclose(file.release()) != 0) fail_with_errno(path, "cannot be written", errno);
}

/// All bytes, or the file as it was before: they go to a new file beside it, which then takes its name.
inline void write_file(const std::string& path, const std::vector<std::byte>& bytes) {
  namespace fs = std::filesystem;
  std::error_code error;
  // A link is followed to its end. A device or a pipe cannot be replaced.
  fs::path target = fs::canonical(path, error);
  if (error) target = path;
  const fs::file_status status = fs::status(target, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return write_all(File(std::fopen(path.c_str(), "wb")), path, bytes);
  }
  std::string beside;
  File file;
  for (int i = 0; file == nullptr; ++i) {
    beside = message(target.string(), ".part", i);
    file.reset(std::fopen(beside.c_str(), "wbx"));
    if (file == nullptr && (errno != EEXIST || i == 1000)) fail_with_errno(path, "cannot be written", errno);
  }
  try {
    write_all(std::move(file), path, bytes);
    fs::rename(beside, target, error);
    if (error) throw IoError(path, message("cannot be written: ", error.message()));
  } catch (...) {
    fs::remove(beside, error);
    throw;
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
