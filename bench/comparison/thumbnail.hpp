#pragma once
// Pictures small enough for a page, and objects to lay over them.

#include <limn/core/image.hpp>

#include "files.hpp"
#include "picture.hpp"

namespace comparison {

/// The picture as PNG, shrunk until no side is longer than 512 pixels.
[[nodiscard]] tool::Bytes thumbnail(const tool::Picture& picture);

/// Objects tinted and outlined on a transparent ground, as PNG of the size of the thumbnail.
[[nodiscard]] tool::Bytes overlay_thumbnail(const limn::LabelImage<>& objects);

}  // namespace comparison
