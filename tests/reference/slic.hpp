#pragma once
// SLIC center by center and pixel by pixel, as its definition says.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace reference {

struct SlicSettings {
  long size[3], window[3];  // x, y, z
  double step, compactness, spacing[3] = {1, 1, 1};
  bool adaptive = false;
  int plain = 1, colored = 9;  // rounds
};

/// The center of every pixel from 0 on; -1 for pixels of `outside`, -2 for those that no center reaches. T is the type
/// that distances are computed in; colors times `scale` are whole numbers.
template <class T>
std::vector<int> slic_rounds(const std::vector<std::vector<T>>& colors, T scale, const std::vector<bool>& outside,
                             const std::vector<double>& seeds, const SlicSettings& s) {
  struct Center {
    T at[3], color[3] = {0, 0, 0};
    T most;
    bool alive = true;
  };
  const T square = static_cast<T>(s.compactness * s.compactness);
  std::vector<Center> centers(seeds.size() / 3);
  for (std::size_t k = 0; k < centers.size(); ++k) {
    for (std::size_t i = 0; i < 3; ++i) centers[k].at[i] = static_cast<T>(seeds[3 * k + i]);
    centers[k].most = square;
  }
  const T weight = static_cast<T>(s.compactness * s.compactness / (s.step * s.step));
  const std::size_t pixels = outside.size();
  std::vector<int> labels(pixels);
  for (std::size_t i = 0; i < pixels; ++i) labels[i] = outside[i] ? -1 : -2;
  for (int round = 0; round < s.plain + s.colored; ++round) {
    std::vector<T> distance(pixels, std::numeric_limits<T>::infinity());
    for (std::size_t k = 0; k < centers.size(); ++k) {
      const Center& c = centers[k];
      if (!c.alive) continue;
      long low[3], high[3];
      for (int i = 0; i < 3; ++i) {
        const T first = c.at[i] - static_cast<T>(2 * s.window[i]), last = c.at[i] + static_cast<T>(2 * s.window[i]) + 1;
        low[i] = first > 0 ? static_cast<long>(first) : 0;
        high[i] = last < static_cast<T>(s.size[i]) ? static_cast<long>(last) : s.size[i];
      }
      for (long z = low[2]; z < high[2]; ++z) {
        for (long y = low[1]; y < high[1]; ++y) {
          for (long x = low[0]; x < high[0]; ++x) {
            const auto i = static_cast<std::size_t>((z * s.size[1] + y) * s.size[0] + x);
            if (outside[i]) continue;
            const T dx = static_cast<T>(s.spacing[0]) * (c.at[0] - static_cast<T>(x));
            const T dy = static_cast<T>(s.spacing[1]) * (c.at[1] - static_cast<T>(y));
            const T dz = static_cast<T>(s.spacing[2]) * (c.at[2] - static_cast<T>(z));
            const T xx = dx * dx, yy = dy * dy, zz = dz * dz;
            const T across = (zz + yy) * weight;
            const T along = xx * weight;
            T apart = across + along;
            if (round >= s.plain) {
              T sum = 0;
              for (std::size_t ch = 0; ch < colors.size(); ++ch) {
                const T d = colors[ch][i] - c.color[ch];
                const T dd = d * d;
                sum = sum + dd;
              }
              sum *= s.adaptive ? square / c.most : 1;
              apart += sum;
            }
            if (!(apart < distance[i])) continue;
            distance[i] = apart;
            labels[i] = static_cast<int>(k);
          }
        }
      }
    }
    std::vector<std::vector<std::int64_t>> sums(centers.size(), std::vector<std::int64_t>(7));
    for (std::size_t i = 0; i < pixels; ++i) {
      if (labels[i] < 0) continue;
      auto& sum = sums[static_cast<std::size_t>(labels[i])];
      const auto at = static_cast<long>(i);
      sum[0] += 1;
      sum[1] += at % s.size[0];
      sum[2] += at / s.size[0] % s.size[1];
      sum[3] += at / s.size[0] / s.size[1];
      for (std::size_t ch = 0; ch < colors.size(); ++ch) {
        sum[4 + ch] += static_cast<std::int64_t>(colors[ch][i] * scale);
      }
    }
    for (std::size_t k = 0; k < centers.size(); ++k) {
      centers[k].alive = sums[k][0] > 0;
      if (!centers[k].alive) continue;
      const auto count = static_cast<double>(sums[k][0]);
      for (std::size_t i = 0; i < 3; ++i)
        centers[k].at[i] = static_cast<T>(static_cast<double>(sums[k][1 + i]) / count);
      for (std::size_t ch = 0; ch < colors.size(); ++ch) {
        const double mean = static_cast<double>(sums[k][4 + ch]) / count;
        centers[k].color[ch] = static_cast<T>(mean / static_cast<double>(scale));
      }
    }
    for (std::size_t i = 0; i < pixels; ++i) {
      if (labels[i] < 0) continue;
      Center& c = centers[static_cast<std::size_t>(labels[i])];
      T sum = 0;
      for (std::size_t ch = 0; ch < colors.size(); ++ch) {
        const T d = colors[ch][i] - c.color[ch];
        const T dd = d * d;
        sum = sum + dd;
      }
      if (sum > c.most) c.most = sum;
    }
  }
  return labels;
}

/// Pieces of one label, numbered from 1; those of fewer than `least` pixels join another; none has more than `most`.
inline std::vector<int> slic_pieces(const std::vector<int>& labels, const long (&size)[3], long least, long most) {
  std::vector<int> found(labels.size(), 0);
  std::vector<std::vector<std::size_t>> orphans;
  int count = 0;
  const auto neighbors = [&](std::size_t i) {
    std::vector<std::size_t> list;
    const auto at = static_cast<long>(i);
    const long x = at % size[0], y = at / size[0] % size[1], z = at / size[0] / size[1], row = size[0];
    if (x + 1 < size[0]) list.push_back(i + 1);
    if (x > 0) list.push_back(i - 1);
    if (y + 1 < size[1]) list.push_back(static_cast<std::size_t>(at + row));
    if (y > 0) list.push_back(static_cast<std::size_t>(at - row));
    if (z + 1 < size[2]) list.push_back(static_cast<std::size_t>(at + row * size[1]));
    if (z > 0) list.push_back(static_cast<std::size_t>(at - row * size[1]));
    return list;
  };
  if (most < 1) most = 1;
  for (std::size_t first = 0; first < labels.size(); ++first) {
    if (labels[first] == -1 || found[first] != 0) continue;
    std::vector<std::size_t> piece = {first};
    found[first] = count + 1;
    int met = 0;
    for (std::size_t i = 0; i < piece.size() && static_cast<long>(piece.size()) < most; ++i) {
      for (const std::size_t n : neighbors(piece[i])) {
        if (static_cast<long>(piece.size()) >= most) break;
        if (found[n] == 0 && labels[n] == labels[first]) {
          found[n] = count + 1;
          piece.push_back(n);
        } else if (found[n] != 0 && found[n] != count + 1) {
          met = found[n];
        }
      }
    }
    const bool small = static_cast<long>(piece.size()) < least;
    if (small && met != 0) {
      for (const std::size_t i : piece) found[i] = met;
      continue;
    }
    ++count;
    if (small) orphans.push_back(piece);
  }
  // The first behind it that a small piece without one before it touches takes the piece's pixels and all its others.
  for (const auto& piece : orphans) {
    const int own = found[piece[0]];
    int other = 0;
    for (const std::size_t i : piece) {
      for (const std::size_t n : neighbors(i)) {
        if (found[n] != 0 && found[n] != own && (other == 0 || found[n] < other)) other = found[n];
      }
    }
    if (other == 0) continue;
    for (int& f : found) f = f == other ? own : f;
  }
  std::vector<int> renamed(static_cast<std::size_t>(count) + 1, 0);
  int used = 0;
  for (int& f : found) {
    int& name = renamed[static_cast<std::size_t>(f)];
    if (f != 0 && name == 0) name = ++used;
    f = name;
  }
  return found;
}

}  // namespace reference
