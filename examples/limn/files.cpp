#include "files.hpp"

#include <limn/core/error.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <system_error>

namespace tool {
namespace fs = std::filesystem;
namespace {

void expand_folder(const fs::path& folder, Expanded& result) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored) && looks_like_a_picture(entry->path())) found.push_back(entry->path());
  }
  if (error) result.problems.push_back(folder.string() + ": cannot be listed: " + error.message());
  else if (found.empty()) result.problems.push_back(folder.string() + ": no picture in this folder");
  std::sort(found.begin(), found.end());
  result.pictures.insert(result.pictures.end(), found.begin(), found.end());
}

/// The temporary files, gone at the end unless they took their place.
class Pending {
 public:
  Pending() = default;
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending() {
    std::error_code ignored;
    for (const auto& [place, draft] : moves_) fs::remove(draft, ignored);
  }

  void write(const fs::path& place, const Bytes& bytes) {
    const fs::path draft = draft_of(place);
    if (draft != place) moves_.emplace_back(place, draft);
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) throw limn::IoError(place.string(), "cannot be written");
  }

  void move_all() {
    for (const auto& [place, draft] : moves_) {
      std::error_code error;
      fs::rename(draft, place, error);
      if (error) throw limn::IoError(place.string(), "cannot be written: " + error.message());
    }
  }

 private:
  std::vector<std::pair<fs::path, fs::path>> moves_;
};

}  // namespace

bool looks_like_a_picture(const fs::path& path) {
  if (path.filename().string().starts_with('.')) return false;
  static constexpr const char* endings[] = {".png", ".jpg", ".jpeg", ".bmp", ".pnm", ".pgm", ".ppm", ".pbm"};
  std::string ending = path.extension().string();
  for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(std::begin(endings), std::end(endings), ending) != std::end(endings);
}

Expanded expand(const std::vector<std::string>& arguments) {
  Expanded result;
  for (const std::string& argument : arguments) {
    std::error_code ignored;
    if (fs::is_directory(argument, ignored)) expand_folder(argument, result);
    else result.pictures.emplace_back(argument);
  }
  return result;
}

Bytes to_bytes(const std::string& text) {
  const auto* const first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

Bytes read_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) throw limn::IoError(path.string(), "cannot be read");
  return to_bytes(text);
}

fs::path draft_of(const fs::path& place) {
  std::error_code ignored;
  if (fs::exists(place, ignored) && !fs::is_regular_file(place, ignored)) return place;
  std::string name = ".";
  name += place.filename().string();
  return place.parent_path() / (name += ".part");
}

void write_together(const std::vector<std::pair<fs::path, Bytes>>& files) {
  Pending pending;
  for (const auto& [place, bytes] : files) pending.write(place, bytes);
  pending.move_all();
}

}  // namespace tool
