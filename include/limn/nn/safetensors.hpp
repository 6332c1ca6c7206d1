#pragma once
/// \file
/// Files of named tensors in the safetensors format: a length, a JSON header, then the data, mapped and not copied.
///
/// Source: Hugging Face, "safetensors", 2022: the format's description.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/nn/detail/mapped_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limn::nn {

/// One tensor of a file: the name of its type as the file spells it ("F32", "F16", "BF16", ...), its shape, its bytes.
struct StoredTensor {
  std::string type;
  std::vector<Index> shape;
  std::span<const std::byte> bytes;
};

/// The tensors of one file. Copies share the mapping; the file must not shrink while it is open.
struct SafeTensors {
  std::string path;
  std::map<std::string, StoredTensor> tensors;
  std::map<std::string, std::string> metadata;
  std::shared_ptr<const void> owner;  ///< of the bytes
};

inline namespace LIMN_ABI {
namespace detail {

/// Bytes of one element; 0 if no such type is known.
[[nodiscard]] inline std::uint64_t element_size(std::string_view type) {
  for (const char* const name : {"F64", "I64", "U64"})
    if (type == name) return 8;
  for (const char* const name : {"F32", "I32", "U32"})
    if (type == name) return 4;
  for (const char* const name : {"F16", "BF16", "I16", "U16"})
    if (type == name) return 2;
  for (const char* const name : {"BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2"})
    if (type == name) return 1;
  return 0;
}

[[nodiscard]] inline std::string shape_text(const std::vector<Index>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

[[nodiscard]] inline float from_half(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1fU;
  const std::uint32_t fraction = half & 0x3ffU;
  if (exponent == 0) {  // zero and subnormal: a multiple of 2^-24
    const float value = static_cast<float>(fraction) * 5.9604644775390625e-8F;
    return sign != 0 ? -value : value;
  }
  const std::uint32_t bits = sign | (exponent == 31 ? 0x7f800000U : (exponent + 112U) << 23) | (fraction << 13);
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// Reads a header without keeping it, for what the values would not show: names given twice, values nested deeply.
struct HeaderCheck {
  std::size_t depth = 0;
  std::size_t names = 0;  ///< of tensors and of their members

  LIMN_INLINE bool null() { return true; }
  LIMN_INLINE bool boolean(bool) { return true; }
  LIMN_INLINE bool number_integer(std::int64_t) { return true; }
  LIMN_INLINE bool number_unsigned(std::uint64_t) { return true; }
  LIMN_INLINE bool number_float(double, const std::string&) { return true; }
  LIMN_INLINE bool string(std::string&) { return true; }
  LIMN_INLINE bool binary(nlohmann::json::binary_t&) { return true; }
  LIMN_INLINE bool start_object(std::size_t) { return enter(); }
  LIMN_INLINE bool end_object() { return leave(); }
  LIMN_INLINE bool start_array(std::size_t) { return enter(); }
  LIMN_INLINE bool end_array() { return leave(); }
  LIMN_INLINE bool key(std::string&) {
    if (depth <= 2) ++names;
    return true;
  }
  LIMN_INLINE bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) { return false; }

 private:
  LIMN_INLINE bool enter() { return ++depth <= 8; }
  LIMN_INLINE bool leave() {
    --depth;
    return true;
  }
};

/// Entry `name` of the header, checked against the number of bytes that follow the header.
[[nodiscard]] inline std::pair<StoredTensor, std::uint64_t> parse_entry(const std::string& path,
                                                                        const std::string& name,
                                                                        const nlohmann::json& entry,
                                                                        std::span<const std::byte> data) {
  const auto fail = [&](const std::string& reason) { throw IoError(path, "tensor '" + name + "' " + reason); };
  if (!entry.is_object()) fail("is not described by an object");
  const auto type = entry.find("dtype"), shape = entry.find("shape"), offsets = entry.find("data_offsets");
  if (type == entry.end() || !type->is_string()) fail("has no dtype");
  if (shape == entry.end() || !shape->is_array() || shape->size() > 16) fail("has no shape");
  if (offsets == entry.end() || !offsets->is_array() || offsets->size() != 2) fail("has no data_offsets");
  StoredTensor tensor;
  tensor.type = type->get<std::string>();
  std::uint64_t bytes = element_size(tensor.type);
  if (bytes == 0) fail("is of the unknown type '" + tensor.type + "'");
  bool none = false;
  for (const nlohmann::json& length : *shape) none = none || (length.is_number_unsigned() && length == 0U);
  for (const nlohmann::json& length : *shape) {
    if (!length.is_number_unsigned()) fail("has a length in its shape that is not a whole number");
    const auto value = length.get<std::uint64_t>();
    if (value > (std::uint64_t{1} << 48)) fail("has a length of " + std::to_string(value));
    if (!none && bytes > (std::uint64_t{1} << 62) / (value > 0 ? value : 1)) fail("has a shape that overflows");
    bytes = none ? 0 : bytes * value;
    tensor.shape.push_back(static_cast<Index>(value));
  }
  if (!(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned()) {
    fail("has data_offsets that are not whole numbers");
  }
  const auto begin = (*offsets)[0].get<std::uint64_t>(), end = (*offsets)[1].get<std::uint64_t>();
  if (begin > end || end > data.size()) {
    fail("claims bytes " + std::to_string(begin) + " to " + std::to_string(end) + " of " + std::to_string(data.size()));
  }
  if (end - begin != bytes) {
    fail("of shape " + shape_text(tensor.shape) + " and type " + tensor.type + " has " + std::to_string(end - begin) +
         " bytes instead of " + std::to_string(bytes));
  }
  tensor.bytes = data.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(bytes));
  return {std::move(tensor), begin};
}

}  // namespace detail

/// Maps a safetensors file and checks all that its header claims: types, shapes, offsets in range, of the right length,
/// without overlap and without a gap, names given once.
///
/// \throws IoError  if the file cannot be opened or anything in it is wrong; the reason names the tensor.
/// \complexity      O(header); the data is not touched.
[[nodiscard]] inline SafeTensors open_safetensors(const std::string& path) {
  const detail::FileBytes file = detail::map_file(path);
  constexpr std::uint64_t header_limit = 100'000'000;
  if (file.bytes.size() < 8) throw IoError(path, "is too short for a safetensors file");
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < 8; ++i) length |= std::to_integer<std::uint64_t>(file.bytes[i]) << (8 * i);
  if (length > header_limit || length > file.bytes.size() - 8) {
    throw IoError(path, "claims a header of " + std::to_string(length) + " bytes in a file of " +
                            std::to_string(file.bytes.size()));
  }
  const auto* const text = reinterpret_cast<const char*>(file.bytes.data()) + 8;
  const std::span<const std::byte> data = file.bytes.subspan(8 + static_cast<std::size_t>(length));

  // The format has the object begin at once: what else JSON allows in front could be read in two ways.
  detail::HeaderCheck check;
  nlohmann::json header;
  if (length > 0 && text[0] == '{' && nlohmann::json::sax_parse(text, text + length, &check)) {
    header = nlohmann::json::parse(text, text + length, nullptr, false);
  }
  if (!header.is_object()) throw IoError(path, "has a header that is not a JSON object, or is nested too deeply");
  std::size_t names = header.size();
  for (const nlohmann::json& entry : header) names += entry.is_object() ? entry.size() : 0;
  if (names != check.names) throw IoError(path, "has a header that gives a name twice");

  SafeTensors result{path, {}, {}, file.owner};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") {
      if (!entry.is_object()) throw IoError(path, "has metadata that is not a JSON object");
      for (const auto& [key, value] : entry.items()) {
        if (!value.is_string()) throw IoError(path, "has metadata '" + key + "' that is not text");
        result.metadata.emplace(key, value.get<std::string>());
      }
      continue;
    }
    auto [tensor, begin] = detail::parse_entry(path, name, entry, data);
    if (!tensor.bytes.empty()) ranges.emplace_back(begin, begin + tensor.bytes.size());
    result.tensors.emplace(name, std::move(tensor));
  }
  std::sort(ranges.begin(), ranges.end());
  std::uint64_t covered = 0;
  for (const auto& [begin, end] : ranges) {
    if (begin < covered) throw IoError(path, "has tensors that overlap");
    if (begin > covered) break;
    covered = end;
  }
  if (covered != data.size()) {
    throw IoError(path, "has bytes that belong to no tensor, from byte " + std::to_string(covered) + " of its data on");
  }
  return result;
}

/// The values of a tensor as floats.
///
/// \throws IoError  if there is no such tensor, it is not of type F32, F16 or BF16, or a value is not finite.
[[nodiscard]] inline std::vector<float> values(const SafeTensors& file, const std::string& name) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end()) throw IoError(file.path, "has no tensor '" + name + "'");
  const StoredTensor& tensor = found->second;
  const std::size_t width = static_cast<std::size_t>(detail::element_size(tensor.type));
  if (tensor.type != "F32" && tensor.type != "F16" && tensor.type != "BF16") {
    throw IoError(file.path, "tensor '" + name + "' is of type " + tensor.type + ", not F32, F16 or BF16");
  }
  std::vector<float> result(tensor.bytes.size() / width);
  for (std::size_t i = 0; i < result.size(); ++i) {
    // The format is little-endian; bytes may lie at any address.
    std::uint32_t bits = 0;
    for (std::size_t b = 0; b < width; ++b)
      bits |= std::to_integer<std::uint32_t>(tensor.bytes[i * width + b]) << (8 * b);
    if (tensor.type == "F16") {
      result[i] = detail::from_half(static_cast<std::uint16_t>(bits));
    } else {
      if (tensor.type == "BF16") bits <<= 16;
      std::memcpy(&result[i], &bits, sizeof bits);
    }
    if (!std::isfinite(result[i])) throw IoError(file.path, "tensor '" + name + "' has a value that is not finite");
  }
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn::nn
