#pragma once
/// \file
/// Thresholds that an image finds itself, one level for all its pixels. `name(image)`, `name(image, mask)` for the
/// pixels where a mask is foreground, and `name(histogram)`; foreground is then `v > t`.
///
/// | name | best where |
/// |---|---|
/// | `otsu`, `isodata` | two classes of similar spread and size |
/// | `li` | objects much rarer, or of wider spread, than the background |
/// | `triangle` | one peak of background, objects in its tail |
/// | `minimum`, `intermodes` | two peaks that are told apart by eye |
/// | `kittler` | two normal distributions of different width |
/// | `max_entropy`, `yen`, `renyi` | a few bright objects; noise that other criteria follow |
/// | `huang`, `moments` | soft transitions |
/// | `mean_level` | objects about half of the image |

#include <limn/threshold/entropy.hpp>
#include <limn/threshold/huang.hpp>
#include <limn/threshold/isodata.hpp>
#include <limn/threshold/kittler.hpp>
#include <limn/threshold/li.hpp>
#include <limn/threshold/mean_level.hpp>
#include <limn/threshold/modes.hpp>
#include <limn/threshold/moments.hpp>
#include <limn/threshold/otsu.hpp>
#include <limn/threshold/triangle.hpp>
