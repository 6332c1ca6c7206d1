#pragma once
// `limn gallery`: a web page of what `limn segment` wrote, in one file that opens without server or network.

#include <filesystem>
#include <string>
#include <vector>

namespace tool {

struct GalleryRequest {
  std::vector<std::filesystem::path> folders;  ///< with the results, at any depth
  std::filesystem::path page;
  std::string title = "Segmented by limn";
};

/// Writes the page.
/// \returns  false if something could not be shown, which is then said on stderr.
/// \throws   UsageError if the folders hold no results; limn::IoError if the page cannot be written.
[[nodiscard]] bool make_gallery(const GalleryRequest& request);

}  // namespace tool
