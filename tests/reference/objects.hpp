#pragma once
// What is done to whole objects, by search.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>

#include <map>
#include <vector>

#include "raster.hpp"

namespace reference {

template <std::size_t R>
bool at_border(const limn::Size<R>& size, const limn::Point<R>& at) {
  bool border = false;
  for (std::size_t axis = 0; axis < R; ++axis) border = border || at[axis] == 0 || at[axis] == size[axis] - 1;
  return border;
}

/// Calls `f(pixels)` with every connected piece of the pixels of one kind.
template <std::size_t R, class F>
void for_each_object(const limn::Image<limn::Binary, R>& mask, bool foreground, limn::Connectivity connectivity,
                     F&& f) {
  const auto near = limn::neighbors<R>(connectivity);
  limn::Image<std::uint8_t, R> seen(mask.size());
  for_each_point(mask.size(), [&](const limn::Point<R>& start) {
    if (seen(start) != 0 || limn::is_foreground(mask(start)) != foreground) return;
    std::vector<limn::Point<R>> object{start};
    seen(start) = 1;
    for (std::size_t next = 0; next < object.size(); ++next) {
      const auto at = object[next];
      for (const auto& offset : near) {
        const auto there = at + offset;
        if (!contains(mask.size(), there) || seen(there) != 0 || limn::is_foreground(mask(there)) != foreground)
          continue;
        seen(there) = 1;
        object.push_back(there);
      }
    }
    f(object);
  });
}

/// The mask after the objects of one kind for which `goes(pixels)` holds have become the other kind.
template <std::size_t R, class Goes>
limn::Image<limn::Binary, R> turn_objects(const limn::Image<limn::Binary, R>& mask, bool foreground,
                                          limn::Connectivity connectivity, Goes&& goes) {
  auto result = limn::transform(mask, [](limn::Binary b) { return limn::to_binary(limn::is_foreground(b)); });
  for_each_object(mask, foreground, connectivity, [&](const std::vector<limn::Point<R>>& object) {
    if (!goes(object)) return;
    for (const auto& at : object) result(at) = limn::to_binary(!foreground);
  });
  return result;
}

template <std::size_t R>
bool any_at_border(const limn::Size<R>& size, const std::vector<limn::Point<R>>& object) {
  for (const auto& at : object) {
    if (at_border(size, at)) return true;
  }
  return false;
}

/// The labels for which `keep(pixels)` holds, numbered in the order in which they are met.
template <class L, std::size_t R, class Keep>
limn::Image<L, R> keep_labels(const limn::Image<L, R>& labels, Keep&& keep) {
  std::map<L, std::vector<limn::Point<R>>> objects;
  std::map<L, L> renamed;
  for_each_point(labels.size(), [&](const limn::Point<R>& at) {
    if (labels(at) > 0) objects[labels(at)].push_back(at);
  });
  limn::Image<L, R> result(labels.size());
  for_each_point(labels.size(), [&](const limn::Point<R>& at) {
    const L label = labels(at);
    if (label <= 0 || !keep(objects[label])) return;
    if (renamed.find(label) == renamed.end()) {
      const auto number = static_cast<L>(renamed.size() + 1);
      renamed[label] = number;
    }
    result(at) = renamed[label];
  });
  return result;
}

}  // namespace reference
